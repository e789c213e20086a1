package io.machinenativeops.platform.observability;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/** Puts {@code service-defaults.properties} below everything else that configures a service, so that all can override it. */
final class ServiceDefaults implements EnvironmentPostProcessor {

    private static final String FILE = "service-defaults.properties";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        try {
            var resource = new ClassPathResource(FILE, ServiceDefaults.class);
            environment.getPropertySources().addLast(new ResourcePropertySource("service-defaults", resource));
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
