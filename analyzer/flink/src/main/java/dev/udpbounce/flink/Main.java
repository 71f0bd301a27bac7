// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Starts the job: {@code flink run -c dev.udpbounce.flink.Main udpbounce-flink.jar --input PATH --output PATH}. */
public final class Main {
    private Main() {}

    /**
     * Defines the job and executes it once.
     *
     * @param arguments see {@link JobOptions}
     */
    public static void main(String[] arguments) throws Exception {
        JobOptions options = JobOptions.parse(arguments);
        StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
        BounceJob.define(environment, options);
        environment.execute("udpbounce");
    }
}
