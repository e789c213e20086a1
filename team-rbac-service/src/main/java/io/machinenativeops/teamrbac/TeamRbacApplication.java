package io.machinenativeops.teamrbac;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Knows the organisations with their people, teams and keys, decides who may do what, and issues every token. */
@SpringBootApplication
@ConfigurationPropertiesScan
class TeamRbacApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(TeamRbacApplication.class, arguments);
    }
}
