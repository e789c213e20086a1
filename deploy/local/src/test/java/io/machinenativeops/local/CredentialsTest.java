package io.machinenativeops.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CredentialsTest {

    @TempDir
    Path home;

    private Settings settings;

    @BeforeEach
    void settings() {
        settings = Settings.from(Map.of("MNO_HOME", home.toString()));
    }

    @Test
    void knowsTheFirstUserBeforeThereIsAKey() {
        Credentials none = Credentials.read(settings);

        assertThat(none.apiKey()).isNull();
        assertThat(none.adminEmail()).isEqualTo("admin@localhost");
        assertThat(none.adminPassword()).hasSizeGreaterThanOrEqualTo(12);
        assertThat(settings.credentials()).doesNotExist();
    }

    @Test
    void readsWhatItWroteAndKeepsItFromOthers() throws Exception {
        Credentials made = Credentials.read(settings).with(UUID.randomUUID(), UUID.randomUUID(), "mno_live_x");
        made.write(settings.credentials());

        assertThat(Credentials.read(settings)).isEqualTo(made);
        assertThat(Files.getPosixFilePermissions(settings.credentials()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void keepsAPasswordThatWasChangedAndSaysTodaysAddress() throws Exception {
        Files.writeString(
                settings.credentials(), "{\"gatewayUrl\":\"http://127.0.0.1:1\",\"adminPassword\":\"changed since\"}");

        Credentials read = Credentials.read(settings);

        assertThat(read.adminPassword()).isEqualTo("changed since");
        assertThat(read.gatewayUrl()).isEqualTo("http://127.0.0.1:8080");
    }

    @Test
    void saysWhichFileIsBroken() throws Exception {
        Files.writeString(settings.credentials(), "not json");
        assertThatThrownBy(() -> Credentials.read(settings))
                .hasMessageContaining(settings.credentials().toString());
    }
}
