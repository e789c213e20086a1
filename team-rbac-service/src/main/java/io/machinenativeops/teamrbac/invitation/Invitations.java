package io.machinenativeops.teamrbac.invitation;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.platform.edit.IfMatch;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.platform.tenancy.TenantDatabase;
import io.machinenativeops.teamrbac.identity.IdentityRequests;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.identity.Refusals;
import io.machinenativeops.teamrbac.identity.RequestedChange;
import io.machinenativeops.teamrbac.permission.Permission;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/** What those do with invitations who invite. */
@Component
class Invitations {

    private static final String WHAT = "invitation";

    private final InvitationRows rows;
    private final InvitationMail mail;
    private final InvitationProperties properties;
    private final IdentityRequests requests;
    private final TenantDatabase database;

    Invitations(
            InvitationRows rows,
            InvitationMail mail,
            InvitationProperties properties,
            IdentityRequests requests,
            TenantDatabase database) {
        this.rows = rows;
        this.mail = mail;
        this.properties = properties;
        this.requests = requests;
        this.database = database;
    }

    InvitationRow invite(Caller caller, InvitationRows.Terms terms) {
        try {
            return requests.change(caller, request -> {
                request.sight().require(terms.scope());
                Refusals.require(request.authority().mayBind(terms.scope(), terms.grant(), terms.bindingExpiresAt()));
                requireNotTooMany(request);
                var id = NewId.next();
                var secret = Secret.fresh();
                rows.insert(request, id, terms, secret, end(request));
                return sent(request, id, secret, "invitation.created");
            });
        } catch (DuplicateKeyException open) {
            throw new ProblemException(
                    InvitationProblem.PENDING,
                    "'" + terms.email() + "' is invited already: send that invitation again, or revoke it first.");
        }
    }

    private void requireNotTooMany(RequestedChange request) {
        int made = rows.madeSince(request.change().now().minus(Duration.ofHours(1)));
        if (made >= properties.mostAnHour()) {
            throw tooMany(
                    made + " invitations were made in the last hour: expected at most " + properties.mostAnHour(),
                    Duration.ofMinutes(10));
        }
    }

    /** A new secret: the one before is good for nothing from then on. */
    InvitationRow resend(Caller caller, UUID id) {
        return requests.change(caller, request -> {
            var before = managed(request, id);
            requireOpen(before);
            Refusals.require(request.authority().mayBind(before.scope(), before.grant(), before.bindingExpiresAt()));
            var next = before.lastSentAt().plus(properties.resendAfter());
            if (request.change().now().isBefore(next)) {
                throw tooMany(
                        "It was sent at " + before.lastSentAt() + ": expected to wait until " + next,
                        Duration.between(request.change().now(), next));
            }
            if (before.sends() >= properties.mostSends()) {
                throw tooMany(
                        "It was sent " + before.sends() + " times: revoke it, and ask by other means",
                        properties.life());
            }
            var secret = Secret.fresh();
            rows.renew(request, id, secret, end(request));
            return sent(request, id, secret, "invitation.resent");
        });
    }

    void revoke(Caller caller, UUID id, @Nullable IfMatch match) {
        requests.change(caller, request -> {
            var before = managed(request, id);
            if (match != null) {
                match.require(before.revision(), "the invitation");
            }
            requireOpen(before);
            rows.revoke(id, request.change().now());
            request.record("invitation.revoked", WHAT, id, before.email());
            return before;
        });
    }

    private InvitationRow managed(RequestedChange request, UUID id) {
        var found = rows.find(id)
                .filter(each -> request.sight().sees(each.scope()))
                .orElseThrow(() -> IdentityRequests.notFound(WHAT, id));
        request.require(Permission.MEMBER_MANAGE, found.scope());
        return found;
    }

    private static void requireOpen(InvitationRow invitation) {
        if (!invitation.isOpen()) {
            throw new ProblemException(
                    InvitationProblem.CLOSED,
                    "It is " + invitation.status(Instant.now()) + ": expected one that is pending or expired.");
        }
    }

    private InvitationRow sent(RequestedChange request, UUID id, Secret secret, String action) {
        var made = rows.find(id).orElseThrow();
        request.record(request.audit(action)
                .on(WHAT, id, made.email())
                .with("scope", made.scope().toString())
                .with("gives", made.grant().toString()));
        var name = database.inside(jdbc ->
                jdbc.sql("SELECT name FROM organization").query(String.class).single());
        database.afterCommit(() -> mail.send(
                new InvitationMail.Letter(made.organization(), name, made.email(), secret, made.expiresAt())));
        return made;
    }

    private Instant end(RequestedChange request) {
        return request.change().now().plus(properties.life());
    }

    private static ProblemException tooMany(String detail, Duration wait) {
        return new ProblemException(CommonProblem.TOO_MANY_REQUESTS, detail + ".").retryAfter(wait);
    }
}
