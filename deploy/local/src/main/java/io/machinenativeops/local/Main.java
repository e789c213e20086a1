package io.machinenativeops.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The Java half of {@code ./mno}: the commands that concern a stack. The shell half finds the JDK and builds. */
public final class Main {

    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments), System.getenv(), System.out, System.err));
    }

    /** Returns the exit code: 0 done, 1 failed, 2 called wrongly. */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err)
            throws InterruptedException {
        try {
            Settings settings = Settings.from(environment);
            Progress progress = new Progress(out);
            switch (String.join(" ", arguments)) {
                case "up" -> new Up(settings, progress).run(false);
                case "up --fresh" -> new Up(settings, progress).run(true);
                case "down" -> new Down(settings, progress).run();
                case "down --purge" -> new Down(settings, progress).purge();
                case "status" -> {
                    Status status = new Status(settings, Clock.systemUTC());
                    out.println(status.text());
                    return status.running().filter(StackState::ready).isPresent() ? 0 : FAILED;
                }
                case "status --json" -> out.println(new Status(settings, Clock.systemUTC()).json());
                case "key" -> out.println(new KeyReport(settings, Clock.systemUTC()).line());
                case "supervise" -> {
                    return supervise(settings);
                }
                case "dead-letters", "dead-letters list" ->
                    deadLetters(settings, progress).list();
                case "dead-letters replay --all" ->
                    deadLetters(settings, progress).replayAll();
                default -> {
                    if (arguments.size() == 2 && arguments.getFirst().equals("backup")) {
                        new Backup(settings, progress, Clock.systemUTC()).into(folder(arguments));
                        return 0;
                    }
                    if (arguments.size() == 2 && arguments.getFirst().equals("restore")) {
                        new Restore(settings, progress, Clock.systemUTC()).from(folder(arguments));
                        return 0;
                    }
                    if (arguments.size() == 3 && arguments.getFirst().equals("dead-letters")) {
                        switch (arguments.get(1)) {
                            case "replay" -> deadLetters(settings, progress).replay(arguments.get(2));
                            case "delete" -> deadLetters(settings, progress).delete(arguments.get(2));
                            default -> {
                                return misused(arguments, err);
                            }
                        }
                        return 0;
                    }
                    return misused(arguments, err);
                }
            }
            return 0;
        } catch (StackFailure | IllegalArgumentException | IllegalStateException e) {
            err.println("mno: " + e.getMessage());
            return FAILED;
        } catch (IOException e) {
            err.println("mno: " + e);
            return FAILED;
        }
    }

    private static Path folder(List<String> arguments) {
        return Path.of(arguments.getLast()).toAbsolutePath().normalize();
    }

    private static int misused(List<String> arguments, PrintStream err) {
        err.println("mno: cannot do '" + String.join(" ", arguments) + "'; try './mno help'");
        return MISUSED;
    }

    private static DeadLetters deadLetters(Settings settings, Progress progress) throws InterruptedException {
        String operator = SignIn.firstUser(settings, Credentials.read(settings));
        return new DeadLetters(settings.tokenTrackingPort(), operator, progress);
    }

    private static int supervise(Settings settings) throws InterruptedException {
        Stack stack = new Stack(settings);
        Supervisor supervisor = new Supervisor(settings, stack.stores(), stack.services(), Clock.systemUTC());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(supervisor::stop));
        return supervisor.run() ? 0 : FAILED;
    }
}
