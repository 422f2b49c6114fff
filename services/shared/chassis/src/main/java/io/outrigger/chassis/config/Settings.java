package io.outrigger.chassis.config;

import io.outrigger.chassis.errors.Quote;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Typed reading of environment variables that gathers every error before it complains.
 *
 * <p>Each read names its variable, the default and what it is for, so the list of settings that {@code --help} prints is
 * the code itself and cannot go stale. A bad value yields the default until {@link #check()} throws. For one thread.
 */
public final class Settings {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)?");

    private record Description(String name, String standard, String what) {
    }

    private final Map<String, String> environment;
    private final List<String> errors = new ArrayList<>();
    private final List<Description> descriptions = new ArrayList<>();

    public Settings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    public String string(String name, String standard, String what) {
        return read(name, standard, standard, what, Function.identity());
    }

    /** A value that may be absent altogether. */
    public Optional<String> optional(String name, String what) {
        return Optional.ofNullable(read(name, null, "none", what, Function.identity()));
    }

    /** A value without which the service cannot run. */
    public String required(String name, String what) {
        String value = read(name, null, "required", what, Function.identity());
        if (value == null) {
            errors.add(name + " is required: " + what + ".");
        }
        return value == null ? "" : value;
    }

    /** A value that is never printed, not even when it is wrong. */
    public String secret(String name, String standard, String what) {
        return read(name, standard, "secret", what, Function.identity());
    }

    public int integer(String name, int standard, int min, int max, String what) {
        return read(name, standard, Integer.toString(standard), what, text -> {
            if (!text.matches("-?\\d{1,9}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
                throw new IllegalArgumentException("expected a whole number from " + min + " to " + max + ", found " + Quote.of(text));
            }
            return Integer.parseInt(text);
        });
    }

    /** A share, from 0 to 1. */
    public double fraction(String name, double standard, String what) {
        return read(name, standard, Double.toString(standard), what, text -> {
            if (!text.matches("(0?\\.\\d{1,9}|[01](\\.0{1,9})?)")) {
                throw new IllegalArgumentException("expected a number from 0 to 1, such as 0.1, found " + Quote.of(text));
            }
            return Double.parseDouble(text);
        });
    }

    /** 0 lets the system choose a free port. */
    public int port(String name, int standard, String what) {
        return integer(name, standard, 0, 65_535, what);
    }

    public boolean flag(String name, boolean standard, String what) {
        return read(name, standard, Boolean.toString(standard), what, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false, found " + Quote.of(text));
        });
    }

    /** A duration such as {@code 500ms}, {@code 30s}, {@code 5m} or {@code 12h}. */
    public Duration duration(String name, Duration standard, String what) {
        return read(name, standard, durationText(standard), what, text -> {
            Matcher matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("expected a duration such as 500ms, 30s or 5m, found " + Quote.of(text));
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        });
    }

    /** A duration that is more than none. */
    public Duration positive(String name, Duration standard, String what) {
        Duration duration = duration(name, standard, what);
        if (!duration.isPositive()) {
            reject(name + ": expected more than 0.");
        }
        return duration;
    }

    /** A number of bytes such as {@code 4096}, {@code 512KiB} or {@code 64MiB}. */
    public long bytes(String name, long standard, String what) {
        return read(name, standard, bytesText(standard), what, text -> {
            Matcher matcher = BYTES.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("expected a size such as 4096, 512KiB or 64MiB, found " + Quote.of(text));
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "KiB" -> amount << 10;
                case "MiB" -> amount << 20;
                case "GiB" -> amount << 30;
                case null, default -> amount;
            };
        });
    }

    public HostPort hostPort(String name, HostPort standard, String what) {
        return read(name, standard, standard.toString(), what, HostPort::parse);
    }

    /** One of a few words. */
    public String choice(String name, String standard, List<String> words, String what) {
        return read(name, standard, standard, what + " (" + String.join(", ", words) + ")", text -> {
            if (!words.contains(text)) {
                throw new IllegalArgumentException("expected one of " + String.join(", ", words) + ", found " + Quote.of(text));
            }
            return text;
        });
    }

    public Optional<URI> uri(String name, String what) {
        return Optional.ofNullable(read(name, null, "none", what, text -> {
            URI uri = address(text);
            if (uri.getScheme() == null) {
                throw new IllegalArgumentException("expected an address with a scheme, such as http://host:port, found " + Quote.of(text));
            }
            return uri;
        }));
    }

    /** The names of the variables that are given and look like this, for settings that come by numbers. */
    public List<String> given(Pattern names) {
        return environment.entrySet().stream().filter(variable -> !variable.getValue().isBlank()).map(Map.Entry::getKey)
                .filter(names.asMatchPredicate()).sorted().toList();
    }

    /** Adds an error that only the combination of settings shows. */
    public void reject(String sentence) {
        errors.add(sentence);
    }

    /** Throws all errors found so far. */
    public void check() {
        if (!errors.isEmpty()) {
            throw new ConfigException(errors);
        }
    }

    /** The settings that were read, one a line: name, default, meaning. */
    public String help() {
        int nameWidth = descriptions.stream().mapToInt(d -> d.name().length()).max().orElse(0);
        int standardWidth = descriptions.stream().mapToInt(d -> d.standard().length()).max().orElse(0);
        String row = "  %-" + Math.max(nameWidth, 1) + "s  %-" + Math.max(standardWidth, 1) + "s  %s%n";
        StringBuilder help = new StringBuilder();
        descriptions.forEach(d -> help.append(row.formatted(d.name(), d.standard(), d.what())));
        return help.toString();
    }

    private <T> T read(String name, T standard, String standardText, String what, Function<String, T> parser) {
        descriptions.add(new Description(name, standardText.isEmpty() ? "none" : standardText, what));
        String text = environment.get(name);
        if (text == null || text.isBlank()) {
            return standard;
        }
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException e) {
            errors.add(name + ": " + e.getMessage() + ".");
            return standard;
        }
    }

    private static URI address(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(Quote.bare(e.getMessage()), e);
        }
    }

    private static String durationText(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static String bytesText(long bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + "MiB" : bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : Long.toString(bytes);
    }
}
