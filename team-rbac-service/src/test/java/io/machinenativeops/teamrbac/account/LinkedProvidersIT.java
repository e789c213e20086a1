package io.machinenativeops.teamrbac.account;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.machinenativeops.teamrbac.Api;
import io.machinenativeops.teamrbac.TeamRbacService;
import io.machinenativeops.teamrbac.permission.BuiltInRole;
import io.machinenativeops.teamrbac.permission.Principal;
import io.machinenativeops.teamrbac.permission.Scope;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** Somebody looks at what they sign in by, and ends some of it. */
class LinkedProvidersIT extends TeamRbacService {

    private static final String PATH = "/users/me/identity-providers";

    @Autowired
    private Accounts accounts;

    @Autowired
    private Logins logins;

    /** Links a user to a provider. */
    private OtherIdentity link(Principal user, String issuer) {
        var identity = new OtherIdentity(issuer, "at-" + issuer + "-" + user.id(), null, "Ann");
        assertThat(logins.link(identity, accounts.find(user.id()).orElseThrow()))
                .isTrue();
        return identity;
    }

    private boolean signsIn(OtherIdentity identity) {
        return logins.signIn(identity, false, false).isPresent();
    }

    private static String path(Api api, OtherIdentity identity) {
        return PATH + "/"
                + api.get(PATH)
                        .body()
                        .path("items")
                        .valueStream()
                        .filter(item -> item.path("subject").asString().equals(identity.subject()))
                        .map(item -> item.path("id").asString())
                        .findFirst()
                        .orElseThrow();
    }

    private static List<String> issuers(Api api) {
        return api.get(PATH)
                .body()
                .path("items")
                .valueStream()
                .map(item -> item.path("issuer").asString())
                .toList();
    }

    private static int unlink(Api api, String path) {
        return api.delete(path, "*").status();
    }

    @Test
    void endsAnOwnLinkOnly() {
        var ann = as(owner);
        var ben = as(member(everywhere, BuiltInRole.ADMIN));
        var one = link(owner, "https://one.example");
        link(owner, "https://two.example");
        var path = path(ann, one);
        assertThat(issuers(ann)).containsExactly("https://one.example", "https://two.example");
        assertThat(issuers(ben)).isEmpty();

        assertThat(ben.delete(path, "*").code()).isEqualTo("404 not-found");
        assertThat(signsIn(one)).isTrue();
        assertThat(unlink(ann, path)).isEqualTo(204);

        assertThat(issuers(ann)).containsExactly("https://two.example");
        assertThat(signsIn(one)).isFalse();
        assertThat(ann.delete(path, "*").code()).isEqualTo("404 not-found");
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> unlinked(owner) == 1);
    }

    /** How often the log of the platform says so of somebody. */
    private int unlinked(Principal user) {
        return database.forOrganization(
                Scope.NO_ORGANIZATION,
                jdbc -> jdbc.sql(
                                "SELECT count(*) FROM audit_entry WHERE action = ? AND target_ids @> to_jsonb(array[?])")
                        .params(LinkedProviders.UNLINKED, user.id().toString())
                        .query(Integer.class)
                        .single());
    }

    @Test
    void keepsAWayToSignIn() {
        var ann = as(owner);
        var only = link(owner, "https://one.example");
        var path = path(ann, only);

        assertThat(ann.delete(path, "*").code()).isEqualTo("409 last-sign-in");
        assertThat(signsIn(only)).isTrue();

        accounts.rehash(owner.id(), "{noop}anything");
        assertThat(unlink(ann, path)).isEqualTo(204);
        assertThat(issuers(ann)).isEmpty();
    }

    @Test
    void keepsOneOfTwoThatAreEndedAtOnce() throws InterruptedException {
        var ann = as(owner);
        var one = path(ann, link(owner, "https://one.example"));
        var two = path(ann, link(owner, "https://two.example"));

        try (var both = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> asked = List.of(() -> unlink(ann, one), () -> unlink(ann, two));
            assertThat(both.invokeAll(asked)).extracting(Future::resultNow).containsExactlyInAnyOrder(204, 409);
        }

        assertThat(issuers(ann)).hasSize(1);
    }
}
