package io.machinenativeops.binder.contract;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;

/** A process that takes messages and never finishes one, to be killed by the test. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class DoomedConsumer {

    private static final String TOOK = "took ";

    @Bean
    Consumer<Message<byte[]>> doomed() {
        return message -> {
            print(TOOK + new String(message.getPayload(), StandardCharsets.UTF_8));
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    public static void main(String[] args) {
        var _ = new SpringApplicationBuilder(DoomedConsumer.class).run(args);
    }

    /** A process that holds a message. */
    record Running(Process process, String took) implements AutoCloseable {

        void sleep() throws IOException, InterruptedException {
            signal("STOP");
        }

        void wakeUp() throws IOException, InterruptedException {
            signal("CONT");
        }

        /** Kills it, as the system does when memory is short. */
        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }

        private void signal(String name) throws IOException, InterruptedException {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        }
    }

    /** Starts the process and waits until it took a message. */
    static Running start(Map<String, String> properties) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                DoomedConsumer.class.getName()));
        properties.forEach((name, value) -> command.add("--" + name + "=" + value));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> output = new ArrayList<>();
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.add(line);
            if (line.startsWith(TOOK)) {
                return new Running(process, line.substring(TOOK.length()));
            }
        }
        throw new IllegalStateException("the process ended before it took a message:\n" + String.join("\n", output));
    }

    @SuppressWarnings("SystemOut") // the parent process reads it
    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
