package io.machinenativeops.platform.notebook;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.idempotency.IdempotentPost;
import io.machinenativeops.platform.paging.Page;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.paging.PageSize;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.security.RequiresPermission;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/notebooks")
class NotebookController {

    static final AtomicInteger CALLS = new AtomicInteger();
    static volatile CountDownLatch slow = new CountDownLatch(0);

    private final TenantDatabase database;
    private final Notebooks notebooks;

    private final AuditTrail trail;

    NotebookController(TenantDatabase database, Notebooks notebooks, AuditTrail trail) {
        this.database = database;
        this.notebooks = notebooks;
        this.trail = trail;
    }

    record Titled(String title) {}

    record View(UUID id, int revision, String title) {

        static View of(Notebook notebook) {
            return new View(notebook.id(), notebook.revision(), notebook.title());
        }
    }

    @PostMapping
    @RequiresPermission("usage:write")
    @IdempotentPost
    ResponseEntity<View> create(Caller caller, @RequestBody Titled body) throws InterruptedException {
        CALLS.incrementAndGet();
        var made = database.forOrganization(caller.organizationId(), _ -> {
            var notebook = notebooks.saveAndFlush(new Notebook(UUID.randomUUID(), body.title()));
            trail.record(AuditEntry.by(caller, "notebook.created")
                    .on("notebook", notebook.id(), notebook.title())
                    .now());
            return notebook;
        });
        slow.await();
        if (body.title().equals("refused")) {
            throw new ProblemException(CommonProblem.FORBIDDEN, "Not this one.");
        }
        return ResponseEntity.created(URI.create("/notebooks/" + made.id()))
                .eTag(IfMatch.etag(made.revision()))
                .body(View.of(made));
    }

    @GetMapping
    @RequiresPermission("usage:read")
    Page<View> list(Caller caller, @PageSize(usual = 2, largest = 3) PageQuery page) {
        var after = Objects.requireNonNullElse(page.after(UUID::fromString), new UUID(0, 0));
        return database.forOrganization(
                caller.organizationId(),
                _ -> page.page(
                                notebooks.findByIdGreaterThanOrderById(after, Limit.of(page.toRead())),
                                each -> List.of(each.id().toString()))
                        .map(View::of));
    }

    @PutMapping("/{id}")
    @RequiresPermission("usage:write")
    ResponseEntity<View> change(Caller caller, @PathVariable UUID id, IfMatch match, @RequestBody Titled body) {
        var changed = database.forOrganization(caller.organizationId(), _ -> {
            var notebook = notebooks.findById(id).orElseThrow(() -> notFound(id));
            match.require(notebook.revision(), "the notebook");
            notebook.rename(body.title());
            return notebooks.saveAndFlush(notebook);
        });
        return ResponseEntity.ok().eTag(IfMatch.etag(changed.revision())).body(View.of(changed));
    }

    @DeleteMapping("/{id}")
    @RequiresPermission("usage:write")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, @PathVariable UUID id, @Nullable IfMatch match) {
        database.forOrganization(caller.organizationId(), _ -> {
            var notebook = notebooks.findById(id).orElseThrow(() -> notFound(id));
            if (match != null) {
                match.require(notebook.revision(), "the notebook");
            }
            notebooks.delete(notebook);
            return notebook;
        });
    }

    private static ProblemException notFound(UUID id) {
        return new ProblemException(CommonProblem.NOT_FOUND, "There is no notebook '" + id + "'.");
    }
}
