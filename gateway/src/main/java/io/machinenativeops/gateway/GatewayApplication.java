package io.machinenativeops.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Passes requests to the services, with a token in the place of whatever credential was shown: each service verifies it itself. */
@SpringBootApplication
@ConfigurationPropertiesScan
class GatewayApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(GatewayApplication.class, arguments);
    }
}
