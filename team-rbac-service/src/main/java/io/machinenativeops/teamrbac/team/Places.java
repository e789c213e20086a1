package io.machinenativeops.teamrbac.team;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.paging.Page;
import io.machinenativeops.platform.paging.PageQuery;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.teamrbac.access.RowChanges;
import io.machinenativeops.teamrbac.identity.IdPages;
import io.machinenativeops.teamrbac.identity.IdentityProblem;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.identity.Listed;
import io.machinenativeops.teamrbac.identity.Named;
import io.machinenativeops.teamrbac.identity.NamedRepository;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.identity.Refusals;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.identity.Sight;
import io.machinenativeops.teamrbac.permission.Node;
import io.machinenativeops.teamrbac.permission.Permission;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import io.machinenativeops.teamrbac.permission.ScopeKind;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/** What can be done with teams, and the same with projects. */
final class Places<E extends Place> {

    private static final String PARENT = "parentId";

    private final ScopeKind kind;
    private final Permission manage;
    private final NamedRepository<E> rows;
    private final Predicate<E> isEmpty;
    private final Function<UUID, List<String>> subjects;
    private final Maker<E> maker;
    private final IdentityRequests requests;

    /**
     * Those of one kind.
     *
     * @param isEmpty whether nothing stands below a place
     * @param subjects whose tokens end when a place is deleted, whatever else they hold
     */
    Places(
            ScopeKind kind,
            Permission manage,
            NamedRepository<E> rows,
            Predicate<E> isEmpty,
            Function<UUID, List<String>> subjects,
            Maker<E> maker,
            IdentityRequests requests) {
        this.kind = kind;
        this.manage = manage;
        this.rows = rows;
        this.isEmpty = isEmpty;
        this.subjects = subjects;
        this.maker = maker;
        this.requests = requests;
    }

    /** Makes a place out of its terms. */
    interface Maker<E> {
        E make(UUID id, PlaceTerms terms, RequestedChange change);
    }

    /**
     * Those that the caller sees; or those that were deleted and the caller may restore.
     *
     * @param parent the team they stand under; null for any
     */
    Page<E> list(Caller caller, PageQuery page, boolean deleted, @Nullable UUID parent) {
        return requests.read(caller, sight -> {
            Specification<E> which = Listed.<E>thatIs(deleted).and(deleted ? restorable(sight) : seen(sight));
            var asked = parent == null ? which : which.and(Listed.with(PARENT, List.of(parent)));
            return IdPages.of(page, (after, limit) -> rows.list(asked, after, limit), Named::id);
        });
    }

    private Specification<E> seen(Sight sight) {
        return sight.seesAll() ? Specification.unrestricted() : Listed.with("id", sight.ids(kind));
    }

    private Specification<E> restorable(Sight sight) {
        return sight.scopesWith(manage)
                .map(scopes -> {
                    Specification<E> below = Listed.with(PARENT, Scope.ids(scopes, ScopeKind.TEAM));
                    return scopes.contains(sight.index().organization()) ? below.or(Listed.without(PARENT)) : below;
                })
                .orElseGet(Specification::unrestricted);
    }

    E read(Caller caller, UUID id) {
        return requests.read(caller, sight -> {
            sight.require(scope(id));
            return rows.findById(id).orElseThrow(() -> IdentityRequests.notFound(kind.toString(), id));
        });
    }

    E create(Caller caller, Function<UUID, PlaceTerms> read) {
        var id = NewId.next();
        var terms = read.apply(id);
        return requests.change(caller, request -> {
            request.require(manage, Place.parent(request.organization(), terms.parentId()));
            return put(request, maker.make(id, terms, request), "created");
        });
    }

    E change(Caller caller, UUID id, IfMatch match, Function<E, PlaceTerms> read) {
        return requests.change(caller, request -> {
            request.require(manage, scope(id));
            var place = rows.findById(id).orElseThrow(() -> IdentityRequests.notFound(kind.toString(), id));
            match.require(place.revision(), "the " + kind);
            var terms = read.apply(place);
            var to = Place.parent(request.organization(), terms.parentId());
            if (!to.equals(place.node(request.organization()).parent())) {
                requireMovable(request, place.scope(), to);
            }
            place.become(terms, request);
            return put(request, place, "changed");
        });
    }

    private void requireMovable(RequestedChange request, Scope place, Scope to) {
        request.sight().require(to);
        if (request.index().path(to).contains(place)) {
            throw ProblemException.invalid("parentId", "is " + to + ", which stands below " + place);
        }
        Refusals.require(request.authority().mayMove(place, to, manage));
    }

    void delete(Caller caller, UUID id, IfMatch match) {
        requests.change(caller, request -> {
            request.require(manage, scope(id));
            var place = rows.findById(id).orElseThrow(() -> IdentityRequests.notFound(kind.toString(), id));
            match.require(place.revision(), "the " + kind);
            if (!isEmpty.test(place)) {
                throw new ProblemException(
                        IdentityProblem.NOT_EMPTY,
                        "The " + kind + " has teams or projects: move or delete them first.");
            }
            place.delete(request);
            rows.saveAndFlush(place);
            request.change().remove(place.node(request.organization()));
            subjects.apply(id).stream().map(Principal::of).forEach(request.change()::supersedes);
            request.record(kind + ".deleted", kind.toString(), id, place.name());
            return place;
        });
    }

    E restore(Caller caller, UUID id) {
        return requests.change(caller, request -> {
            var place = rows.findById(id).orElseThrow(() -> IdentityRequests.notFound(kind.toString(), id));
            var parent = place.node(request.organization()).parent();
            if (request.index().path(parent).isEmpty() && request.sight().seesAll()) {
                throw new ProblemException(
                        IdentityProblem.NOT_RESTORABLE,
                        "It stood under " + parent + ", which is deleted: restore that first.");
            }
            if (!request.sight().sees(parent)) {
                throw IdentityRequests.notFound(kind.toString(), id);
            }
            request.require(manage, parent);
            place.restore(request);
            return put(request, place, "restored");
        });
    }

    private E put(RequestedChange request, E place, String action) {
        var saved = rows.saveAndFlush(place);
        request.change().put(saved.node(request.organization()));
        requireDepth(request, saved.scope(), saved.node(request.organization()));
        request.record(kind + "." + action, kind.toString(), saved.id(), saved.name());
        return saved;
    }

    /** Throws where the tree would be deeper than is answered. */
    private static void requireDepth(RequestedChange request, Scope place, Node node) {
        var after = request.index()
                .with(new RowChanges(
                        request.index().revision(), request.change().revision(), List.of(node), List.of()));
        after.throughout(request.actor(), place, request.change().now(), null);
    }

    private Scope scope(UUID id) {
        return new Scope(kind, id);
    }
}
