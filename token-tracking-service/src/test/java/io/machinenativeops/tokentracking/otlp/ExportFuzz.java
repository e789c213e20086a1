package io.machinenativeops.tokentracking.otlp;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import com.google.protobuf.Message;
import io.machinenativeops.platform.problem.ProblemException;
import io.machinenativeops.tokentracking.Mutations;
import io.machinenativeops.tokentracking.ingest.FuzzedIntake;
import io.machinenativeops.tokentracking.ingest.Source;
import io.machinenativeops.tokentracking.ingest.UsageIntake;
import io.machinenativeops.tokentracking.ingest.reading.Candidate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Sends hostile exports the way of a signal: each is taken, in part or whole, or refused as unreadable. */
public final class ExportFuzz {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** How a signal finds usage in an export. */
    public interface Reading {

        List<Candidate> read(OtlpEncoding encoding, byte[] body);
    }

    private final UsageIntake intake = FuzzedIntake.intake();
    private final Reading reading;
    private final long seed;
    private int taken;
    private int refused;

    public ExportFuzz(Reading reading, long seed) {
        this.reading = reading;
        this.seed = seed;
    }

    public ExportFuzz json(JsonNode good, int inputs) {
        var random = new Random(seed);
        for (int input = 0; input < inputs; input++) {
            send(
                    OtlpEncoding.JSON,
                    random.nextInt(4) > 0
                            ? Mutations.json(random, good)
                            : Mutations.bytes(random, JSON.writeValueAsBytes(good)),
                    input);
        }
        return this;
    }

    public ExportFuzz protobuf(Message good, int inputs) {
        var random = new Random(seed);
        var bytes = good.toByteArray();
        for (int input = 0; input < inputs; input++) {
            var structure = random.nextBoolean();
            var body = structure ? Mutations.protobuf(random, good).toByteArray() : bytes;
            send(
                    OtlpEncoding.PROTOBUF,
                    structure && random.nextInt(4) > 0 ? body : Mutations.bytes(random, body),
                    input);
        }
        return this;
    }

    /** A fuzzer of which nothing is taken, or everything, tries nothing. */
    public void demandBothAnswers() {
        assertThat(taken).isPositive();
        assertThat(refused).isPositive();
    }

    private void send(OtlpEncoding encoding, byte[] body, int input) {
        try {
            var partial =
                    PartialSuccess.of(intake.take(FuzzedIntake.CALLER, Source.OTLP, reading.read(encoding, body)));
            encoding.response("traces", partial);
            taken++;
        } catch (UnreadableExportException unreadable) {
            encoding.status(3, String.valueOf(unreadable.getMessage()));
            refused++;
        } catch (ProblemException problem) {
            assertThat(problem.type().status().is4xxClientError()).isTrue();
            refused++;
        } catch (RuntimeException | StackOverflowError escaped) {
            var shown = encoding == OtlpEncoding.JSON
                    ? new String(body, StandardCharsets.UTF_8)
                    : HexFormat.of().formatHex(body);
            throw new AssertionError(
                    "seed %d, input %d: %s"
                            .formatted(seed, input, shown.length() > 4_000 ? shown.substring(0, 4_000) : shown),
                    escaped);
        }
    }
}
