package io.machinenativeops.gateway;

import java.util.Map;
import java.util.stream.Stream;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Another gateway beside that of a test, on a port of its own. */
public final class Replica implements AutoCloseable {

    private final ConfigurableApplicationContext gateway;

    public Replica(Map<String, String> properties) {
        gateway = new SpringApplicationBuilder(GatewayApplication.class)
                .run(Stream.concat(
                                Stream.of("--server.port=0", "--spring.jmx.enabled=false"),
                                properties.entrySet().stream().map(one -> "--" + one.getKey() + "=" + one.getValue()))
                        .toArray(String[]::new));
    }

    public int port() {
        return gateway.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @Override
    public void close() {
        gateway.close();
    }
}
