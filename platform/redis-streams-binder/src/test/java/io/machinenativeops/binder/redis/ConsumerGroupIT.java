package io.machinenativeops.binder.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.machinenativeops.embedded.EmbeddedStores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The scripts of a group, one consumer against another. */
class ConsumerGroupIT {

    private static final StreamsClient client = new StreamsClient(EmbeddedStores.redisUrl());

    private final String destination = "group-" + UUID.randomUUID();
    private final ConsumerGroup one = client.group(destination, "g", "one");
    private final ConsumerGroup two = client.group(destination, "g", "two");

    @AfterAll
    static void disconnect() {
        client.close();
    }

    @Test
    void takesOverOnlyWhatLayIdleAndCountsTheDelivery() {
        var ids = given(one, "a", "b");

        assertThat(two.claimIdle(ConsumerGroup.START, Duration.ofMinutes(1), 10).deliveries())
                .isEmpty();

        var claimed = two.claimIdle(ConsumerGroup.START, Duration.ZERO, 10);
        assertThat(claimed.next()).isEqualTo(ConsumerGroup.START);
        assertThat(claimed.deliveries()).extracting(Delivery::id).isEqualTo(ids);
        assertThat(claimed.deliveries()).extracting(Delivery::deliveries).containsExactly(2L, 2L);
        assertThat(owners(ids)).containsExactly("two", "two");
    }

    @Test
    void walksOverMoreThanOneClaimTakes() {
        given(one, "a", "b", "c", "d", "e");

        var first = two.claimIdle(ConsumerGroup.START, Duration.ZERO, 3);
        var rest = two.claimIdle(first.next(), Duration.ZERO, 3);

        assertThat(first.deliveries()).hasSize(3);
        assertThat(rest.deliveries()).hasSize(2);
        assertThat(rest.next()).isEqualTo(ConsumerGroup.START);
    }

    @Test
    void takesUpItsOwnWorkPageByPage() {
        var ids = given(one, "a", "b", "c");
        given(two, "d");

        var first = one.claimOwn(ConsumerGroup.START, 2);
        var rest = one.claimOwn(first.next(), 2);

        assertThat(first.deliveries()).extracting(Delivery::id).isEqualTo(ids.subList(0, 2));
        assertThat(rest.deliveries()).extracting(Delivery::id).isEqualTo(ids.subList(2, 3));
        assertThat(rest.next()).isEqualTo(ConsumerGroup.START);
    }

    @Test
    void acknowledgesPendingEntriesThatNoLongerExist() {
        var ids = given(one, "a", "b");
        client.raw().xdel(client.stream(destination), ids.getFirst());

        assertThat(two.claimIdle(ConsumerGroup.START, Duration.ZERO, 10).deliveries())
                .extracting(Delivery::id)
                .containsExactly(ids.get(1));
        assertThat(two.pending()).isEqualTo(1);
    }

    @Test
    void aSleeperThatWakesUpDoesNotTakeItsEntriesBack() {
        var ids = given(one, "a", "b");
        two.claimIdle(ConsumerGroup.START, Duration.ZERO, 1);

        assertThat(one.refresh(ids)).containsExactly(ids.getFirst());
        one.release(ids, Duration.ofDays(1), true);

        assertThat(owners(ids)).containsExactly("two", "one");
        assertThat(client.streams.pending(destination, "g", ids))
                .extracting(PendingEntry::deliveries)
                .containsExactly(2L, 1L);
    }

    @Test
    void refreshingKeepsEntriesFromBeingTakenOver() {
        var ids = given(one, "a");
        one.release(ids, Duration.ofDays(1), true);

        assertThat(one.refresh(ids)).isEmpty();

        assertThat(two.claimIdle(ConsumerGroup.START, Duration.ofHours(1), 10).deliveries())
                .isEmpty();
        assertThat(client.streams.pending(destination, "g", ids).getFirst().deliveries())
                .isEqualTo(1);
    }

    @Test
    void releasedEntriesAreFreeAtOnceAndNotCountedTwice() {
        var ids = given(one, "a");

        one.release(ids, Duration.ofDays(1), false);

        assertThat(two.claimIdle(ConsumerGroup.START, Duration.ofHours(1), 10).deliveries())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.deliveries()).isEqualTo(1));
    }

    @Test
    void aSleeperCannotDeadLetterWhatAnotherWorksOn() {
        var ids = given(one, "a");
        two.claimIdle(ConsumerGroup.START, Duration.ZERO, 1);

        assertThat(one.deadLetter(ids.getFirst(), "{}")).isFalse();

        assertThat(client.deadLetters.count(destination, "g")).isZero();
        assertThat(two.pending()).isEqualTo(1);
    }

    @Test
    void aDeadLetterTellsWhereItComesFromAndWhy() {
        given(one, "a");
        var delivery = two.claimIdle(ConsumerGroup.START, Duration.ZERO, 1)
                .deliveries()
                .getFirst();
        var at = Instant.parse("2026-11-23T10:00:00Z");

        two.deadLetter(delivery.id(), RedisDeadLetters.cause(two, delivery, new IllegalStateException("no"), at));

        assertThat(client.deadLetters.list(destination, "g", "", 10))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(new String(letter.entry().payload(), UTF_8)).isEqualTo("a");
                    assertThat(letter.stream()).isEqualTo("{" + destination + "}");
                    assertThat(letter.originId()).isEqualTo(delivery.id());
                    assertThat(letter.group()).isEqualTo("g");
                    assertThat(letter.exception()).isEqualTo("java.lang.IllegalStateException");
                    assertThat(letter.message()).isEqualTo("no");
                    assertThat(letter.stack()).contains("aDeadLetterTellsWhereItComesFromAndWhy");
                    assertThat(letter.deliveries()).isEqualTo(2);
                    assertThat(letter.at()).isEqualTo(at);
                });
        assertThat(two.pending()).isZero();
    }

    @Test
    void pagesThroughDeadLettersAndDeletesThem() {
        var ids = given(one, "a", "b", "c");
        ids.forEach(id -> one.deadLetter(id, "{\"at\":\"2026-11-23T10:00:00Z\"}"));

        var first = client.deadLetters.list(destination, "g", "", 2);
        var rest = client.deadLetters.list(
                destination, "g", first.getLast().entry().id(), 2);
        long deleted = client.deadLetters.delete(
                destination, "g", List.of(rest.getFirst().entry().id()));

        assertThat(first).hasSize(2);
        assertThat(rest).hasSize(1);
        assertThat(deleted).isEqualTo(1);
        assertThat(client.deadLetters.delete(destination, "g", List.of())).isZero();
        assertThat(client.deadLetters.count(destination, "g")).isEqualTo(2);
    }

    @Test
    void trimsOnlyWhatEveryGroupIsDoneWith() {
        var slow = client.group(destination, "slow", "one");
        var ids = given(one, numbered(300));
        one.acknowledge(ids);
        slow.create(StartOffset.EARLIEST);

        assertThat(one.trim(Duration.ZERO, Duration.ZERO)).isZero();

        var seen = slow.read(client.connections.shared(), 250, Duration.ofMillis(1));
        slow.acknowledge(seen.stream().skip(1).map(Delivery::id).toList());
        assertThat(one.trim(Duration.ZERO, Duration.ZERO)).isZero();

        slow.acknowledge(List.of(seen.getFirst().id()));
        // Redis drops whole nodes of 100 entries: two of the three hold nothing that is still needed.
        assertThat(one.trim(Duration.ofHours(1), Duration.ZERO)).isZero();
        assertThat(one.trim(Duration.ZERO, Duration.ZERO)).isEqualTo(200);
        assertThat(slow.read(client.connections.shared(), 250, Duration.ofMillis(1)))
                .hasSize(50);
    }

    @Test
    void aStreamWithoutGroupsIsTrimmedByAgeOnlyWhenOneIsSet() throws Exception {
        for (String text : numbered(200)) {
            client.append(destination, text);
        }
        Thread.sleep(5);

        assertThat(one.trim(Duration.ZERO, Duration.ZERO)).isZero();
        assertThat(one.trim(Duration.ZERO, Duration.ofHours(1))).isZero();
        assertThat(one.trim(Duration.ZERO, Duration.ofMillis(1))).isEqualTo(200);
    }

    @Test
    void forgetsConsumersThatAreGoneUnlessTheyOwnEntries() {
        given(one, "a");
        given(two);

        one.tidy(Duration.ofMillis(-1));

        assertThat(consumers("g")).containsExactly("one");
        one.leave();
        assertThat(consumers("g")).containsExactly("one");
        one.acknowledge(client.streams.pending(destination, "g", allIds()).stream()
                .map(PendingEntry::id)
                .toList());
        one.leave();
        assertThat(consumers("g")).isEmpty();
    }

    @Test
    void forgetsAnonymousGroupsWhoseConsumersAreGone() {
        var anonymous = client.group(destination, "anonymous.1", "one");
        given(anonymous, "a");
        given(one);

        one.tidy(Duration.ofHours(1));
        assertThat(groups()).containsExactlyInAnyOrder("anonymous.1", "g");

        one.tidy(Duration.ofMillis(-1));
        assertThat(groups()).containsExactly("g");
    }

    @Test
    void countsWhatAGroupWasNotGivenYet() {
        assertThat(client.streams.lag(destination, "g")).isZero();
        for (String text : numbered(200)) {
            client.append(destination, text);
        }
        one.create(StartOffset.EARLIEST);

        assertThat(one.lag()).isEqualTo(200);
        one.read(client.connections.shared(), 190, Duration.ofMillis(1));
        assertThat(client.streams.lag(destination, "g")).isEqualTo(10);
        assertThat(client.streams.lag(destination, "another")).isZero();
    }

    @Test
    void readsEntriesByIdAndTellsTheirOwners() {
        var ids = given(one, "a", "b", "c");
        client.streams.acknowledge(destination, "g", List.of(ids.get(1)));

        assertThat(client.streams.read(destination, List.of(ids.get(2), "1-1", ids.get(0))))
                .extracting(entry -> new String(entry.payload(), UTF_8))
                .containsExactly("c", "a");
        assertThat(client.streams.pending(destination, "g", ids))
                .extracting(PendingEntry::id)
                .containsExactly(ids.get(0), ids.get(2));
        assertThat(client.streams.pending("nowhere-" + destination, "g", ids)).isEmpty();
        assertThat(client.streams.acknowledge(destination, "g", List.of())).isZero();
    }

    @Test
    void runsScriptsOnKeysOfTheDestination() {
        var frozen = StreamScript.text("redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])");

        assertThat(client.streams.eval(destination, frozen, List.of("frozen"), "batch"))
                .isEqualTo("batch");
        assertThat(client.raw().get(StreamKeys.bytes("{" + destination + "}:frozen")))
                .isEqualTo("batch".getBytes(UTF_8));
        assertThat(client.streams.eval(destination, StreamScript.bytes("return ARGV[1]"), List.of(), new byte[] {1}))
                .containsExactly(1);
        assertThat(client.streams.eval(destination, StreamScript.integer("return ARGV[1] + 1"), List.of(), 41))
                .isEqualTo(42L);
        assertThat(client.streams.eval(destination, StreamScript.list("return {1, 'a'}"), List.of()))
                .hasSize(2);
        assertThat(client.streams.eval(destination, StreamScript.text("return nil"), List.of()))
                .isNull();
    }

    private List<String> given(ConsumerGroup group, String... texts) {
        group.create(StartOffset.EARLIEST);
        for (String text : texts) {
            client.append(destination, text);
        }
        return group.read(client.connections.shared(), Math.max(1, texts.length), Duration.ofMillis(1)).stream()
                .map(Delivery::id)
                .toList();
    }

    private List<String> owners(List<String> ids) {
        return client.streams.pending(destination, "g", ids).stream()
                .map(PendingEntry::consumer)
                .toList();
    }

    private List<String> allIds() {
        return client.raw().xrange(client.stream(destination), io.lettuce.core.Range.unbounded()).stream()
                .map(message -> message.getId())
                .toList();
    }

    private List<String> consumers(String group) {
        return names(client.raw().xinfoConsumers(client.stream(destination), StreamKeys.bytes(group)));
    }

    private List<String> groups() {
        return names(client.raw().xinfoGroups(client.stream(destination)));
    }

    /** The value after each {@code name}; Redis 7 replies with maps where the protocol has them. */
    private static List<String> names(List<Object> infos) {
        return infos.stream()
                .map(info -> StreamKeys.text((byte[]) ((List<?>) info).get(1)))
                .toList();
    }

    private static String[] numbered(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
    }
}
