package io.machinenativeops.e2e;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** An organisation of the test's own with people in it, all made through the API: the first user owns it and invites the others. */
final class Town {

    private static final String PASSWORD = "correct horse battery";

    private final Stack stack;
    private final Mailbox mailbox;
    private final Person founder;
    private final String organization;
    private final Map<String, String> projects = new LinkedHashMap<>();

    private Town(Stack stack, Mailbox mailbox, Person founder, String organization) {
        this.stack = stack;
        this.mailbox = mailbox;
        this.founder = founder;
        this.organization = organization;
    }

    /** The first user, who runs the platform, in a browser. */
    static Browser operator(Stack stack) {
        var credentials = stack.credentials();
        return new Browser(stack)
                .signIn(
                        credentials.get("adminEmail").asString(),
                        credentials.get("adminPassword").asString());
    }

    static Town found(Stack stack, Mailbox mailbox, Browser operator, String name) {
        var organization =
                Person.signedIn(stack, operator).idOf("/api/v1/organizations", "{\"name\":\"%s\"}".formatted(name));
        return new Town(stack, mailbox, Person.in(stack, operator, organization), organization);
    }

    String organization() {
        return organization;
    }

    Person founder() {
        return founder;
    }

    String project(String name) {
        return projects.computeIfAbsent(
                name, it -> founder.idOf("/api/v1/projects", "{\"name\":\"%s\"}".formatted(it)));
    }

    /** Somebody new, who was invited by mail, joined on the page that the mail leads to, and signed in. */
    Person invite(String role, String scope) {
        var email = "p-" + UUID.randomUUID() + "@example.test";
        founder.make(
                "/api/v1/invitations",
                "{\"email\":\"%s\",\"role\":\"%s\",\"scope\":\"%s\"}".formatted(email, role, scope));
        var browser = new Browser(stack);
        var page = browser.get("/invitation/" + mailbox.secretFor(email));
        Person.expectPage(page);
        Person.expectPage(browser.post(
                "/invitation", Map.of("secret", mailbox.secretFor(email), "name", "Person", "password", PASSWORD)));
        return Person.in(stack, browser.signIn(email, PASSWORD), organization);
    }

    String everywhere() {
        return "organization:" + organization;
    }

    /** A key of the founder, with a role in a project only. */
    Person key(String role, String project) {
        var key = founder.make(
                "/api/v1/api-keys", "{\"name\":\"key\",\"role\":\"%s\",\"projectId\":\"%s\"}".formatted(role, project));
        return Person.with(stack, key.get("secret").asString());
    }

    /** A key of an agent of its own, with the role that agents have. */
    Person agent(String name, String project) {
        var agent = founder.idOf("/api/v1/agents", "{\"name\":\"%s\",\"projectId\":\"%s\"}".formatted(name, project));
        var key = founder.make("/api/v1/api-keys", "{\"name\":\"%s\",\"agentId\":\"%s\"}".formatted(name, agent));
        return Person.with(stack, key.get("secret").asString());
    }
}
