package io.machinenativeops.teamrbac.invitation;

import java.time.Instant;
import java.util.UUID;

import io.machinenativeops.platform.audit.AuditEntry;
import io.machinenativeops.platform.audit.AuditTrail;
import io.machinenativeops.platform.problem.CommonProblem;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.platform.security.Caller;
import io.machinenativeops.teamrbac.account.Account;
import io.machinenativeops.teamrbac.account.Accounts;
import io.machinenativeops.teamrbac.account.Passwords;
import io.machinenativeops.teamrbac.identity.Actors;
import io.machinenativeops.teamrbac.identity.IdentityChange;
import io.machinenativeops.teamrbac.identity.IdentityChanges;
import io.machinenativeops.teamrbac.identity.Names;
import io.machinenativeops.teamrbac.identity.NewId;
import io.machinenativeops.teamrbac.member.Members;
import io.machinenativeops.teamrbac.permission.Binding;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.role.Given;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * What those do who are invited. Whoever has the secret has received the mail, which proves the address; so who has no account
 * yet gets one with it, and who has one must be signed in to it.
 */
@Component
class Acceptance {

    private final InvitationRows rows;
    private final Accounts accounts;
    private final Passwords passwords;
    private final IdentityChanges changes;
    private final Members members;
    private final Given given;
    private final AuditTrail trail;

    Acceptance(
            InvitationRows rows,
            Accounts accounts,
            Passwords passwords,
            IdentityChanges changes,
            Members members,
            Given given,
            AuditTrail trail) {
        this.rows = rows;
        this.accounts = accounts;
        this.passwords = passwords;
        this.changes = changes;
        this.members = members;
        this.given = given;
        this.trail = trail;
    }

    /** Who joined what. */
    record Joined(UUID organizationId, UUID userId, String email) {}

    /**
     * The invitation of a secret, while it can be accepted.
     *
     * @throws ProblemException {@code invitation-unknown}: whether it was used, revoked or replaced, or never was, is not said
     */
    InvitationRow find(Secret secret) {
        return rows.find(secret)
                .filter(each -> each.isAcceptableAt(Instant.now()))
                .orElseThrow(Acceptance::unknown);
    }

    /** Accepts as somebody who is signed in. */
    Joined accept(Secret secret, Caller caller) {
        var invitation = find(secret);
        var user = Actors.user(caller);
        if (caller.keyId() != null) {
            throw new ProblemException(CommonProblem.FORBIDDEN, "A key accepts no invitation: expected a sign-in.");
        }
        var account = accounts.find(user.id())
                .filter(each -> each.emailVerifiedAt() != null
                        && each.disabledAt() == null
                        && each.email().equals(invitation.email()))
                .orElseThrow(() -> new ProblemException(
                        InvitationProblem.OF_ANOTHER,
                        "The invitation is for another address than the verified one of this account."));
        return join(invitation, account);
    }

    /** Accepts as somebody new. */
    Joined accept(Secret secret, @Nullable String name, @Nullable String password) {
        var invitation = find(secret);
        if (accounts.byEmail(invitation.email()).isPresent()) {
            throw signInFirst(invitation);
        }
        var read = Names.read("name", name);
        var hash = passwords.encodeNew("password", password == null ? "" : password);
        // Before the account is made: one that could not join would be left behind.
        changes.change(invitation.organization(), change -> {
            requireStillGiven(change, invitation);
            return invitation;
        });
        try {
            return join(invitation, accounts.create(invitation.email(), read, hash, true));
        } catch (DuplicateKeyException meanwhile) {
            throw signInFirst(invitation);
        }
    }

    private static ProblemException signInFirst(InvitationRow invitation) {
        return new ProblemException(
                InvitationProblem.SIGN_IN_FIRST,
                "'" + invitation.email() + "' has an account: sign in to it, then accept.");
    }

    private Joined join(InvitationRow shown, Account account) {
        var user = Principal.user(account.id());
        return changes.change(shown.organization(), change -> {
            // Anew, now that nobody else can change it: of two that accept at once, one does.
            var invitation = rows.find(shown.id())
                    .filter(each -> each.isAcceptableAt(change.now()) && each.sends() == shown.sends())
                    .orElseThrow(Acceptance::unknown);
            requireStillGiven(change, invitation);
            // Who is suspended stays so.
            if (change.index().member(user).isEmpty()) {
                members.join(change, account.id(), account.name(), account.email());
            }
            given.bind(
                    change,
                    user.toString(),
                    new Binding(
                            NewId.next(), user, invitation.scope(), invitation.grant(), invitation.bindingExpiresAt()));
            rows.accept(invitation.id(), account.id(), change.now());
            trail.record(AuditEntry.by(
                            invitation.organization(),
                            new AuditEntry.Actor("user", account.id().toString(), null),
                            "invitation.accepted")
                    .on("invitation", invitation.id(), invitation.email())
                    .with("scope", invitation.scope().toString())
                    .with("gives", invitation.grant().toString())
                    .now());
            return new Joined(UUID.fromString(invitation.organization()), account.id(), account.email());
        });
    }

    /** Who invited may have lost since what the invitation gives. */
    private static void requireStillGiven(IdentityChange change, InvitationRow invitation) {
        change.authority(invitation.inviter())
                .mayBind(invitation.scope(), invitation.grant(), invitation.bindingExpiresAt())
                .ifPresent(_ -> {
                    throw new ProblemException(
                            InvitationProblem.VOID,
                            "Who sent the invitation may not give this any more: ask for another one.");
                });
    }

    private static ProblemException unknown() {
        return new ProblemException(
                InvitationProblem.UNKNOWN,
                "The invitation is used, revoked, replaced by a newer mail, or too old: ask for another one.");
    }
}
