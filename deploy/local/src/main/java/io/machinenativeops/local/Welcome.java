package io.machinenativeops.local;

/** What a person sees once the stack works: where it is, and what to try first. */
final class Welcome {

    private Welcome() {}

    static String text(String gateway, Settings settings) {
        String authorization =
                "-H \"Authorization: Bearer $(sed -n 's/.*\"apiKey\" *: *\"\\([^\"]*\\)\".*/\\1/p' '%s')\""
                        .formatted(settings.credentials());
        return """

                MachineNativeOps is running.
                  Gateway      %1$s
                  OTLP         %1$s/otlp
                  Sign in      %4$s/docs, with adminEmail and adminPassword of the credentials
                  Credentials  %2$s
                  Logs         ./mno logs token-tracking -f
                  Stop         ./mno down

                Record usage:

                curl -s %1$s/api/v1/usage-events \\
                  %3$s \\
                  -H 'Content-Type: application/json' \\
                  -d '{"events":[{"eventId":"first-1","provider":"anthropic","model":"claude-sonnet-4-5","agent":"reviewer",
                       "usage":{"input_tokens":3,"cache_creation_input_tokens":12304,"output_tokens":550}}]}'

                Read what it cost:

                curl -s "%1$s/api/v1/usage/summary?groupBy=agent,model" \\
                  %3$s
                """.formatted(gateway, settings.credentials(), authorization, settings.issuer());
    }
}
