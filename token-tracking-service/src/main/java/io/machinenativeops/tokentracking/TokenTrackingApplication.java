package io.machinenativeops.tokentracking;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Takes the token usage of agents, prices it, keeps it and answers what was spent. */
@SpringBootApplication
@ConfigurationPropertiesScan
class TokenTrackingApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(TokenTrackingApplication.class, arguments);
    }
}
