package io.machinenativeops.embedded;

import java.util.Locale;

/** The operating system and processor, in the words that file and package names use. */
record Platform(String os, String processor) {

    static Platform current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    static Platform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "darwin" : os.contains("windows") ? "windows" : os;
        return new Platform(
                system,
                switch (osArch) {
                    case "amd64", "x86_64" -> "x64";
                    case "aarch64" -> "arm64";
                    default -> osArch;
                });
    }

    @Override
    public String toString() {
        return os + "-" + processor;
    }
}
