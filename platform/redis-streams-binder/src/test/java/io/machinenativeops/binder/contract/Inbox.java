package io.machinenativeops.binder.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHandler;

/** The application's side of a binding: notes every message, then does what the test wants. */
final class Inbox implements MessageHandler {

    private final List<Message<?>> messages = new CopyOnWriteArrayList<>();
    private final Consumer<Message<?>> behaviour;

    Inbox(Consumer<Message<?>> behaviour) {
        this.behaviour = behaviour;
    }

    @Override
    public void handleMessage(Message<?> message) {
        messages.add(message);
        behaviour.accept(message);
    }

    List<Message<?>> messages() {
        return messages;
    }

    /** Texts of all messages, batches taken apart. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        messages.forEach(message -> texts.addAll(texts(message)));
        return texts;
    }

    static List<String> texts(Message<?> message) {
        return message.getPayload() instanceof List<?> batch
                ? batch.stream().map(Inbox::text).toList()
                : List.of(text(message.getPayload()));
    }

    private static String text(Object payload) {
        return new String((byte[]) payload, StandardCharsets.UTF_8);
    }
}
