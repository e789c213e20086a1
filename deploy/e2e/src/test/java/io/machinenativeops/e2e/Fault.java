package io.machinenativeops.e2e;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** One thing that goes wrong while usage is reported. */
enum Fault {
    KILL_TOKEN_TRACKING {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            stack.kill(FaultStack.TOKEN_TRACKING);
            return "SIGKILL of token-tracking";
        }
    },
    KILL_REDIS {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            stack.kill(FaultStack.REDIS);
            return "SIGKILL of Redis";
        }
    },
    KILL_CLICKHOUSE {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            stack.kill(FaultStack.CLICKHOUSE);
            return "SIGKILL of ClickHouse";
        }
    },
    KILL_GATEWAY {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            stack.kill(FaultStack.GATEWAY);
            return "SIGKILL of the gateway";
        }
    },
    KILL_EVERYTHING {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            stack.kill(FaultStack.GATEWAY, FaultStack.TOKEN_TRACKING, FaultStack.REDIS, FaultStack.CLICKHOUSE);
            return "SIGKILL of all four at once";
        }
    },
    PAUSE_TOKEN_TRACKING {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            var time = time(random, 1, longest.dividedBy(4));
            stack.pause(FaultStack.TOKEN_TRACKING, time);
            return "token-tracking held still for " + time.toSeconds() + " s";
        }
    },
    PAUSE_CLICKHOUSE {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            var time = time(random, 3, longest);
            stack.pause(FaultStack.CLICKHOUSE, time);
            return "ClickHouse held still for " + time.toSeconds() + " s";
        }
    },
    CLICKHOUSE_AWAY {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            var time = time(random, 3, longest);
            stack.away(FaultStack.CLICKHOUSE, time);
            return "ClickHouse away for " + time.toSeconds() + " s";
        }
    },
    REDIS_AWAY {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            var time = time(random, 1, longest.dividedBy(4));
            stack.away(FaultStack.REDIS, time);
            return "Redis away for " + time.toSeconds() + " s";
        }
    },
    DISK_FULL {
        @Override
        boolean isPossible(FaultStack stack) {
            return stack.hasOwnDisk();
        }

        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            var time = time(random, 3, longest.dividedBy(3));
            stack.fillDisk(time);
            return "the stores' disk full for " + time.toSeconds() + " s";
        }
    },
    /** Redis keeps its own clock: the stores are native code, which no agent reaches. */
    CLOCK_STEP {
        @Override
        String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException {
            var offset = Duration.ofSeconds(random.nextInt(-1_800, 1_800));
            stack.moveClock(FaultStack.TOKEN_TRACKING, offset);
            Thread.sleep(Duration.ofSeconds(3));
            stack.moveClock(FaultStack.TOKEN_TRACKING, Duration.ZERO);
            return "clock of token-tracking %+d s, and back after 3 s".formatted(offset.toSeconds());
        }
    };

    /** What the option of {@code ./mno soak} calls it. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Fault labelled(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Scenario '" + label + "', expected one of "
                        + Arrays.stream(values()).map(Fault::label).toList()));
    }

    boolean isPossible(FaultStack stack) {
        return true;
    }

    /**
     * Does it, and returns when the stack is left to itself again.
     *
     * @param longest bound of what takes a time
     * @return what was done, in words
     */
    abstract String inflict(FaultStack stack, Random random, Duration longest) throws InterruptedException;

    private static Duration time(Random random, int least, Duration longest) {
        return Duration.ofSeconds(random.nextLong(least, Math.max(least, longest.toSeconds()) + 1));
    }
}
