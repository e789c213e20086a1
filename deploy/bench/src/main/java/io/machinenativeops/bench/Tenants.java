package io.machinenativeops.bench;

import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * Which organisations there are. Every id is made of numbers, so that who knows how many there are knows them all: 10 teams and 100
 * projects each, 10 roles of its own, and members of whom each has a binding, one in ten a second, one in ten a deny.
 *
 * @param members of each
 * @param keys API keys beside the one that each organisation has, spread over the first hundred
 */
record Tenants(int count, int members, int keys) {

    static final int TEAMS = 10;
    static final int PROJECTS = 100;
    static final int ROLES = 10;

    private static final int WITH_KEYS = 100;
    private static final long FIRST = 0x0190_0000_0000L;
    private static final int KIND_BITS = 40;
    private static final int TIME_BITS = 16;
    private static final long VERSION_7 = 0x7000;
    private static final List<String> PERMISSIONS = List.of(
            "usage:read",
            "usage:write",
            "budget:manage",
            "artifact:publish",
            "prompt:write",
            "team:manage",
            "org:manage");

    Tenants {
        if (count < 1 || members < 1 || keys < 0) {
            throw new IllegalArgumentException(
                    "%d organisations of %d members with %d keys: at least one of each is expected"
                            .formatted(count, members, keys));
        }
    }

    /** What an id is of. */
    enum Kind {
        ORGANIZATION(0),
        TEAM(1),
        PROJECT(2),
        ROLE(3),
        USER(4),
        BINDING(5),
        DENY(6),
        KEY(7);

        private final long bits;

        Kind(long number) {
            bits = number << KIND_BITS;
        }
    }

    static UUID id(int tenant, Kind kind, int number) {
        return new UUID((FIRST + tenant) << TIME_BITS | VERSION_7, Long.MIN_VALUE | kind.bits | number);
    }

    static UUID organization(int tenant) {
        return id(tenant, Kind.ORGANIZATION, 0);
    }

    /** The public part of a key; number 0 is the one that each organisation has. */
    static String keyId(int tenant, int number) {
        return "b%06dk%08d".formatted(tenant, number);
    }

    /** How many organisations have more keys. */
    int withKeys() {
        return Math.min(count, WITH_KEYS);
    }

    /** Keys beside number 0 that an organisation has. */
    int keysOf(int tenant) {
        return tenant >= withKeys() ? 0 : (keys - tenant + withKeys() - 1) / withKeys();
    }

    /** The public part of one of all those keys. */
    String keyId(long number) {
        var at = (int) (number % keys);
        return keyId(at % withKeys(), 1 + at / withKeys());
    }

    /** A question about a member by chance: the body of {@code POST /api/v1/permissions/check}. */
    String question(int tenant, Random random) {
        return "{\"principal\":\"user:%s\",\"permission\":\"%s\",\"scope\":\"project:%s\"}"
                .formatted(
                        id(tenant, Kind.USER, random.nextInt(members)),
                        PERMISSIONS.get(random.nextInt(PERMISSIONS.size())),
                        id(tenant, Kind.PROJECT, random.nextInt(PROJECTS)));
    }
}
