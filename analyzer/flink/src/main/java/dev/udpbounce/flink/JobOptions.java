// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.partition.PartitionSettings;
import dev.udpbounce.select.FilterExpression;
import dev.udpbounce.select.FilterExpressionException;
import dev.udpbounce.select.Quantity;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What the user asks for.
 *
 * @param inputs files, folders, and patterns with {@code *} and {@code ?} within names, of any file system of the cluster
 * @param output folder for the result
 * @param skewsNs nanoseconds to add to the times of the captures whose path has this text
 * @param format format of the result
 * @param parallelism subtasks of each step; 0 for the default of the cluster
 * @param settings settings of the run
 */
record JobOptions(
        List<String> inputs,
        String output,
        Map<String, Long> skewsNs,
        Format format,
        int parallelism,
        PartitionSettings settings) {
    /** The format of the result. */
    enum Format {
        NDJSON,
        PARQUET
    }

    private static final long DEFAULT_EXPIRE_NS = 60_000_000_000L;
    private static final long DEFAULT_MEMORY = 64L << 20;
    /** Homes of a run on few slots. */
    private static final int HOME_BITS = 5;

    /** Reads the options. Throws an {@link IllegalArgumentException} with one line if they are wrong. */
    static JobOptions parse(String... arguments) {
        List<String> inputs = new ArrayList<>();
        Map<String, Long> skewsNs = new HashMap<>();
        String output = "";
        String filter = "";
        Format format = Format.NDJSON;
        int parallelism = 0;
        long expireNs = DEFAULT_EXPIRE_NS;
        long fromNs = PartitionSettings.ALWAYS;
        long toNs = Long.MAX_VALUE;
        for (int i = 0; i < arguments.length; i += 2) {
            String option = arguments[i];
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("option " + option + " needs a value");
            }
            String value = arguments[i + 1];
            switch (option) {
                case "--input" -> inputs.add(value);
                case "--output" -> output = value;
                case "--format" -> format = format(value);
                case "--skew" -> skew(value, skewsNs);
                case "--from" -> fromNs = time(option, value);
                case "--to" -> toNs = time(option, value);
                case "--expire" -> expireNs = quantity(option, value, Quantity::duration);
                case "--parallelism" ->
                    parallelism =
                            Math.toIntExact(Math.min(Integer.MAX_VALUE, quantity(option, value, Quantity::count)));
                case "-f" -> filter = filter(value);
                default -> throw new IllegalArgumentException("unknown option: " + option);
            }
        }
        if (inputs.isEmpty() || output.isEmpty()) {
            throw new IllegalArgumentException("--input and --output are needed");
        }
        if (fromNs >= toNs) {
            throw new IllegalArgumentException("--to is not after --from");
        }
        long seed = new SecureRandom().nextLong();
        PartitionSettings settings =
                new PartitionSettings(expireNs, DEFAULT_MEMORY, HOME_BITS, seed, filter, fromNs, toNs);
        return new JobOptions(inputs, output, skewsNs, format, parallelism, settings);
    }

    private static Format format(String value) {
        return switch (value) {
            case "ndjson" -> Format.NDJSON;
            case "parquet" -> Format.PARQUET;
            default -> throw new IllegalArgumentException("--format is ndjson or parquet, not " + value);
        };
    }

    private static void skew(String value, Map<String, Long> skewsNs) {
        int equals = value.lastIndexOf('=');
        if (equals <= 0) {
            throw new IllegalArgumentException("--skew is SENSOR=DURATION, not " + value);
        }
        String duration = value.substring(equals + 1);
        boolean negative = duration.startsWith("-");
        long ns = quantity("--skew", negative ? duration.substring(1) : duration, Quantity::duration);
        if (skewsNs.put(value.substring(0, equals), negative ? -ns : ns) != null) {
            throw new IllegalArgumentException("--skew has two values for " + value.substring(0, equals));
        }
    }

    private static long quantity(String option, String value, ToLongFunction<String> quantity) {
        try {
            return quantity.applyAsLong(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private static long time(String option, String value) {
        try {
            Instant instant = OffsetDateTime.parse(value).toInstant();
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(option + " needs a time such as 2026-11-23T00:00:00Z, not " + value, e);
        }
    }

    private static String filter(String expression) {
        try {
            FilterExpression.parse(expression);
            return expression;
        } catch (FilterExpressionException e) {
            throw new IllegalArgumentException("-f: " + e.getMessage(), e);
        }
    }
}
