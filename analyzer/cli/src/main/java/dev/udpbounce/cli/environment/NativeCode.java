// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes the libraries load the native code that was installed with the program. By default, they unpack it at every
 * start into files of the temporary folder, which other users may be able to write to, depending on the umask.
 */
public final class NativeCode {
    private NativeCode() {}

    /**
     * Must be called before a library is used. Does nothing if there is no native code for this processor, or if the
     * program runs from a developer's classes; the libraries then unpack their own.
     */
    public static void useInstalled() {
        Path jar = Path.of(System.getProperty("java.class.path", ""));
        // lib/udpbounce-cli.jar beside native/amd64
        Path folder = jar.resolveSibling("../native").resolve(System.getProperty("os.arch", ""));
        if (!Files.isDirectory(folder)) {
            return;
        }
        String path = folder.normalize().toString();
        System.setProperty("jffi.boot.library.path", path);
        System.setProperty("jna.boot.library.path", path);
        System.setProperty("jna.nounpack", "true");
        System.setProperty("ZstdNativePath", folder.resolve("libzstd-jni.so").toString());
    }
}
