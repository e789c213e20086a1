package io.machinenativeops.e2e;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.RSAPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;

/** Tokens of the stack's own signing key for people with one role. */
final class RoleTokens {

    private static final List<String> ADMIN = List.of(
            "usage:read",
            "usage:write",
            "usage:admin",
            "price:manage",
            "member:read",
            "member:manage",
            "team:manage",
            "project:manage",
            "role:manage",
            "apikey:own",
            "apikey:manage",
            "audit:read");

    /** What the roles hold of what there are routes for, as the design says; not read from any code. */
    private static final Map<String, List<String>> ROLES = Map.of(
            "owner", Stream.concat(ADMIN.stream(), Stream.of("org:manage")).toList(),
            "admin", ADMIN,
            "developer", List.of("usage:read", "usage:write", "member:read", "apikey:own"),
            "viewer", List.of("usage:read", "member:read"),
            "billing", List.of("usage:read", "price:manage"),
            "agent", List.of("usage:read", "usage:write"));

    private final JsonNode key;

    RoleTokens(Stack stack) {
        key = Stack.JSON.readTree(stack.home().resolve("keys/signing-key.json"));
    }

    /** @param holder a role, held for the organisation, or {@code ROLE of a project} */
    String of(String holder, UUID organization, UUID project) {
        var role = holder.replace(" of a project", "");
        var scope = holder.equals(role) ? "organization:" + organization : "project:" + project;
        var now = Instant.now().getEpochSecond();
        var claims = Stack.JSON.createObjectNode();
        claims.put("iss", "http://localhost:8080").put("sub", "user:" + UUID.randomUUID());
        claims.put("org", organization.toString())
                .put("project", project.toString())
                .put("authzRev", 1);
        claims.put("iat", now)
                .put("exp", now + 300)
                .put("jti", UUID.randomUUID().toString());
        claims.putArray("aud").add("mno");
        var permissions = claims.putObject("grants").putArray(scope);
        Objects.requireNonNull(ROLES.get(role), role).forEach(permissions::add);
        var header = Stack.JSON
                .createObjectNode()
                .put("alg", "RS256")
                .put("kid", key.get("kid").asString());
        var signed = encoded(header.toString().getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.toString().getBytes(StandardCharsets.UTF_8));
        return signed + "." + encoded(signature(signed));
    }

    private byte[] signature(String text) {
        try {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA").generatePrivate(new RSAPrivateKeySpec(number("n"), number("d")));
    }

    private BigInteger number(String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.get(name).asString()));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
