package io.machinenativeops.teamrbac.account;

import java.util.Optional;
import java.util.UUID;

import io.machinenativeops.platform.tenancy.TenantDatabase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Whose account an identity at another provider is. Issuer and subject are what counts; an address only links where nobody can gain
 * by it: decision 0046.
 */
@Component
public class Logins {

    private static final Logger log = LoggerFactory.getLogger(Logins.class);

    private final TenantDatabase database;
    private final Accounts accounts;

    Logins(TenantDatabase database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
    }

    /**
     * The account of an identity, linked now if that is safe; empty if none is, or it is disabled.
     *
     * @param believed whether the provider gives out the addresses of this domain, so that its word is as good as a mail
     * @param makesUsers whether somebody unknown gets an account
     */
    public Optional<Account> signIn(OtherIdentity identity, boolean believed, boolean makesUsers) {
        var known = find(identity);
        if (known.isPresent()) {
            return known.filter(account -> account.disabledAt() == null);
        }
        var email = identity.email();
        if (!believed || email == null) {
            return Optional.empty();
        }
        var there = accounts.byEmail(email);
        if (there.isPresent()) {
            // An address that nobody has shown to own may have been typed by who waits for its owner.
            return there.filter(account -> account.emailVerifiedAt() != null && account.disabledAt() == null)
                    .filter(account -> link(identity, account));
        }
        return makesUsers ? make(identity, email) : Optional.empty();
    }

    private Optional<Account> make(OtherIdentity identity, String email) {
        try {
            var made = accounts.create(email, identity.name(), null, true);
            return Optional.of(made).filter(account -> link(identity, account));
        } catch (DuplicateKeyException meanwhile) {
            return Optional.empty();
        }
    }

    private Optional<Account> find(OtherIdentity identity) {
        return database.forService(jdbc -> jdbc.sql("SELECT user_id FROM user_login WHERE issuer = ? AND subject = ?")
                        .params(identity.issuer(), identity.subject())
                        .query(UUID.class)
                        .optional())
                .flatMap(accounts::find);
    }

    /** Links an identity to an account of somebody who has shown to be both; whether it is that account's now. */
    public boolean link(OtherIdentity identity, Account account) {
        int linked = database.forService(jdbc -> jdbc.sql("""
                        INSERT INTO user_login (issuer, subject, user_id, linked_at) VALUES (?, ?, ?, now())
                        ON CONFLICT DO NOTHING""")
                .params(identity.issuer(), identity.subject(), account.id())
                .update());
        if (linked == 1) {
            log.info("{} signs in at {} from now on", account.id(), identity.issuer());
        }
        return linked == 1
                || find(identity).map(Account::id).filter(account.id()::equals).isPresent();
    }
}
