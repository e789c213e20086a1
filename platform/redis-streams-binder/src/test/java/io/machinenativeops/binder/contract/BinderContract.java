package io.machinenativeops.binder.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.cloud.stream.binder.BinderHeaders;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every binder must do. A binder's test extends this and says how to reach its broker. */
public abstract class BinderContract extends ContractSteps {

    @Test
    void deliversPayloadHeadersAndContentType() {
        var inbox = consume("g", ConsumerWish.simple(), _ -> {});

        producer()
                .send(MessageBuilder.withPayload("{\"a\":1}".getBytes(UTF_8))
                        .setHeader(MessageHeaders.CONTENT_TYPE, "application/cloudevents+json")
                        .setHeader("text", "grüße")
                        .setHeader("count", 3)
                        .setHeader("truth", true)
                        .build());

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(inbox.texts()).containsExactly("{\"a\":1}"));
        assertThat(inbox.messages().getFirst().getHeaders())
                .containsEntry("text", "grüße")
                .containsEntry("count", 3)
                .containsEntry("truth", true)
                .hasEntrySatisfying(
                        MessageHeaders.CONTENT_TYPE,
                        type -> assertThat(type.toString()).isEqualTo("application/cloudevents+json"));
    }

    @Test
    void givesEveryGroupEveryMessage() {
        var one = consume("one", ConsumerWish.simple(), _ -> {});
        var two = consume("two", ConsumerWish.simple(), _ -> {});

        send("a", "b", "c");

        received(one, "a", "b", "c");
        received(two, "a", "b", "c");
    }

    @Test
    void givesANewGroupWhatWasSentBefore() {
        send("a", "b");

        received(consume("late", ConsumerWish.simple(), _ -> {}), "a", "b");
    }

    @Test
    void givesAnAnonymousGroupOnlyWhatIsSentFromNowOn() {
        send("before");
        var inbox = consume(null, ConsumerWish.simple(), _ -> {});
        var producer = producer();
        var probe = new AtomicInteger();

        // A group joins some time after it was bound: probes tell when.
        await().atMost(PATIENCE).until(() -> {
            send(producer, "probe-" + probe.incrementAndGet());
            return !inbox.texts().isEmpty();
        });

        assertThat(inbox.texts()).doesNotContain("before");
    }

    @Test
    void keepsTheOrderOfMessages() {
        String[] texts = numbered(500);
        send(texts);

        var inbox = consume("g", ConsumerWish.simple(), _ -> {});

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(inbox.texts()).hasSize(500));
        assertThat(inbox.texts()).containsExactly(texts);
    }

    @Test
    void sharesMessagesAmongTheConsumersOfAGroup() {
        needs(Capability.COMPETES_WITHIN_PARTITION);
        var one = consume("g", ConsumerWish.simple(), _ -> pause(1));
        var two = consume("g", ConsumerWish.simple(), _ -> pause(1));

        String[] texts = numbered(400);
        send(texts);

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(both(one, two)).hasSizeGreaterThanOrEqualTo(400));
        assertThat(both(one, two)).containsExactlyInAnyOrder(texts);
        assertThat(one.texts()).isNotEmpty();
        assertThat(two.texts()).isNotEmpty();
    }

    @Test
    void runsAsManyHandlersAtOnceAsConcurrencySays() {
        needs(Capability.COMPETES_WITHIN_PARTITION);
        var atOnce = new CountDownLatch(4);
        consume("g", ConsumerWish.simple().readers(4), _ -> {
            atOnce.countDown();
            boolean _ = opened(atOnce);
        });

        send(numbered(400));

        assertThat(opened(atOnce)).isTrue();
    }

    @Test
    void goesOnWhereItStopped() {
        send("a", "b");
        var first = consume("g", ConsumerWish.simple(), _ -> {});
        received(first, "a", "b");
        unbindLast();

        send("c");

        received(consume("g", ConsumerWish.simple(), _ -> {}), "c");
    }

    @Test
    void triesAgainWithGrowingPauses() {
        List<Long> times = new CopyOnWriteArrayList<>();
        consume("g", ConsumerWish.simple().attempts(3, 200), _ -> {
            times.add(System.nanoTime());
            if (times.size() < 3) {
                throw new IllegalStateException("attempt " + times.size());
            }
        });

        send("a");

        await().atMost(PATIENCE).until(() -> times.size() == 3);
        assertThat(times.get(1) - times.get(0)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(190));
        assertThat(times.get(2) - times.get(1)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(390));
        assertThat(broker().deadLetters(destination, "g")).isEmpty();
    }

    @Test
    void deadLettersWhatCannotBeHandledAndGoesOn() {
        var inbox = consume("g", ConsumerWish.simple().attempts(2, 10), failingOn("poison"));

        producer()
                .send(MessageBuilder.withPayload("poison".getBytes(UTF_8))
                        .setHeader("kept", "yes")
                        .build());
        send("fine");

        await().atMost(PATIENCE).until(() -> inbox.texts().contains("fine"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(broker().deadLetters(destination, "g"))
                        .singleElement()
                        .satisfies(dead -> {
                            assertThat(dead.payload()).isEqualTo("poison");
                            assertThat(dead.headers()).containsEntry("kept", "yes");
                            assertThat(dead.exception()).isEqualTo(IllegalStateException.class.getName());
                            assertThat(dead.message()).isEqualTo("cannot handle poison");
                            assertThat(dead.stack()).contains("failingOn");
                        }));
        assertThat(inbox.texts()).containsExactly("poison", "poison", "fine");
    }

    @Test
    void replaysDeadLettersToTheirGroupOnly() {
        needs(Capability.REPLAY);
        var broken = new AtomicBoolean(true);
        var other = consume("other", ConsumerWish.simple(), _ -> {});
        var inbox = consume("g", ConsumerWish.simple(), message -> {
            if (broken.get()) {
                throw new IllegalStateException("not yet");
            }
        });
        send("a");
        await().atMost(PATIENCE)
                .until(() -> broker().deadLetters(destination, "g").size() == 1);

        broken.set(false);
        broker().replay(destination, "g");
        send("after");

        received(inbox, "a", "a", "after");
        received(other, "a", "after");
        assertThat(broker().deadLetters(destination, "g")).isEmpty();
    }

    @Test
    void deliversBatchesOfAtMostTheirBoundWithHeadersOfEach() {
        String[] texts = numbered(25);
        for (String text : texts) {
            producer()
                    .send(MessageBuilder.withPayload(text.getBytes(UTF_8))
                            .setHeader("of", text)
                            .build());
        }

        var inbox = consume("g", ConsumerWish.simple().batches(10), _ -> {});

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(inbox.texts()).containsExactly(texts));
        assertThat(inbox.messages()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(batch -> {
            assertThat(Inbox.texts(batch)).hasSizeBetween(1, 10);
            assertThat(senders(batch)).isEqualTo(Inbox.texts(batch));
        });
    }

    @Test
    void deadLettersOnlyThePoisonOfABatch() {
        needs(Capability.ISOLATES_POISON);
        send("a", "poison", "b");
        List<String> handled = new CopyOnWriteArrayList<>();

        consume("g", ConsumerWish.simple().batches(10).attempts(2, 10), message -> {
            failingOn("poison").accept(message);
            handled.addAll(Inbox.texts(message));
        });

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder("a", "b"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(broker().deadLetters(destination, "g"))
                        .extracting(Broker.Dead::payload)
                        .containsExactly("poison"));
    }

    @Test
    void deliversAgainWhatWasNotAcknowledgedByHand() {
        var first = consume("g", ConsumerWish.simple().acknowledgedByHand(), message -> {
            if (Inbox.texts(message).contains("acknowledged")) {
                broker().acknowledge(message);
            }
        });
        send("acknowledged", "open");
        await().atMost(PATIENCE).until(() -> first.texts().size() == 2);
        unbindLast();

        var second =
                consume("g", ConsumerWish.simple().acknowledgedByHand().redeliverAfter(300), broker()::acknowledge);

        received(second, "open");
    }

    @Test
    void acknowledgesBatchesByHand() {
        send("a", "b", "c");
        var first = consume("g", ConsumerWish.simple().batches(3).acknowledgedByHand(), broker()::acknowledge);
        await().atMost(PATIENCE).until(() -> first.texts().size() == 3);
        unbindLast();
        send("d");

        received(consume("g", ConsumerWish.simple(), _ -> {}), "d");
    }

    @Test
    void deliversAgainWhatAKilledProcessHadTaken() throws Exception {
        var wish = ConsumerWish.simple().redeliverAfter(500);
        send("a");
        try (var doomed = DoomedConsumer.start(processProperties(wish))) {
            assertThat(doomed.took()).isEqualTo("a");
        }
        send("b");

        var inbox = consume("g", wish, _ -> {});
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(inbox.texts()).containsExactlyInAnyOrder("a", "b"));
    }

    @Test
    void aProcessThatSleptDoesNotTakeItsMessagesBack() throws Exception {
        var wish = ConsumerWish.simple().redeliverAfter(500);
        var awake = new CountDownLatch(1);
        send("a");
        try (var sleeper = DoomedConsumer.start(processProperties(wish))) {
            sleeper.sleep();
            var inbox = consume("g", wish, _ -> assertThat(opened(awake)).isTrue());
            received(inbox, "a");

            sleeper.wakeUp();

            await().during(Duration.ofMillis(1_500))
                    .atMost(PATIENCE)
                    .until(() -> inbox.texts().size() == 1);
            awake.countDown();
            unbindLast();
        }
        send("b");

        var last = consume("g", wish, _ -> {});
        received(last, "b");
        await().during(Duration.ofMillis(1_500))
                .atMost(PATIENCE)
                .until(() -> last.texts().equals(List.of("b")));
    }

    @Test
    void leavesAMessageToTheHandlerThatStillWorksOnIt() {
        needs(Capability.COMPETES_WITHIN_PARTITION);
        var wish = ConsumerWish.simple().redeliverAfter(2_000);
        var finished = new AtomicBoolean();
        Consumer<Message<?>> slow = _ -> {
            pause(4_000);
            finished.set(true);
        };
        var one = consume("g", wish, slow);
        var two = consume("g", wish, slow);

        send("slow");

        await().atMost(PATIENCE).untilTrue(finished);
        assertThat(both(one, two)).containsExactly("slow");
    }

    @Test
    void finishesTheRunningHandlerBeforeItStops() {
        var began = new CountDownLatch(1);
        var finished = new AtomicBoolean();
        var first = consume("g", ConsumerWish.simple(), _ -> {
            began.countDown();
            pause(500);
            finished.set(true);
        });
        send("a");
        assertThat(opened(began)).isTrue();
        send("b");

        unbindLast();

        assertThat(finished).isTrue();
        assertThat(first.texts()).containsExactly("a");
        received(consume("g", ConsumerWish.simple().redeliverAfter(300), _ -> {}), "b");
    }

    @Test
    void sendsMessagesOfOneKeyToOnePartition() {
        var properties = broker().producer();
        properties.setPartitionCount(2);
        properties.setPartitionKeyExpression(new SpelExpressionParser().parseExpression("headers['key']"));
        var zero = consume("g", ConsumerWish.simple().partition(0), _ -> {});
        var one = consume("g", ConsumerWish.simple().partition(1), _ -> {});
        var producer = producer(properties);

        for (int n = 0; n < 40; n++) {
            int partition = n % 2;
            // What the framework's partition interceptor adds to a message.
            producer.send(MessageBuilder.withPayload((partition + ":" + n).getBytes(UTF_8))
                    .setHeader(BinderHeaders.PARTITION_HEADER, partition)
                    .build());
        }

        received(zero, IntStream.range(0, 20).mapToObj(n -> "0:" + 2 * n).toArray(String[]::new));
        received(one, IntStream.range(0, 20).mapToObj(n -> "1:" + (2 * n + 1)).toArray(String[]::new));
    }

    @Test
    void appendsAMessageWithAnIdOnce() {
        needs(Capability.APPEND_ONCE);
        var producer = producer();
        for (String id : List.of("1", "2", "1", "3", "2")) {
            producer.send(MessageBuilder.withPayload(("of " + id).getBytes(UTF_8))
                    .setHeader(broker().appendOnceHeader(), id)
                    .build());
        }

        received(consume("g", ConsumerWish.simple(), _ -> {}), "of 1", "of 2", "of 3");
    }

    @Test
    void dropsWhatEveryGroupHasHandledAndNothingElse() {
        needs(Capability.KEEPS_UNREAD);
        String[] texts = numbered(1_000);
        // A group is made when its first reader reads; what no group waits for may be dropped before the next is made.
        send("first");
        received(consume("away", ConsumerWish.simple(), _ -> {}), "first");
        unbindLast();
        var inbox = consume("g", ConsumerWish.simple(), _ -> {});
        send(texts);

        await().atMost(PATIENCE).until(() -> inbox.texts().containsAll(List.of(texts)));
        await().during(Duration.ofMillis(500)).atMost(PATIENCE).until(() -> broker().kept(destination) >= 1_000);

        received(consume("away", ConsumerWish.simple(), _ -> {}), texts);
        await().atMost(PATIENCE).until(() -> broker().kept(destination) < 500);
    }

    @Test
    void measuresWhatAGroupHasStillToHandle() {
        var go = new CountDownLatch(1);
        consume("g", ConsumerWish.simple(), _ -> assertThat(opened(go)).isTrue());

        send("a", "b", "c");

        await().atMost(PATIENCE).ignoreExceptions().until(() -> broker().backlog(destination, "g") == 3);
        go.countDown();
        await().atMost(PATIENCE).ignoreExceptions().until(() -> broker().backlog(destination, "g") == 0);
    }

    @Test
    void goesOnAfterTheBrokerRestarted() {
        needs(Capability.RESTART);
        var inbox = consume("g", ConsumerWish.simple(), _ -> {});
        var producer = producer();
        send(producer, "before");
        received(inbox, "before");

        broker().restart();

        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            send(producer, "after");
            return true;
        });
        await().atMost(PATIENCE).until(() -> inbox.texts().contains("after"));
    }
}
