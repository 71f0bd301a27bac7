// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names in files that are laid out as the container runtimes do it. */
class ContainerNamesTest {
    private static final String ID = "3f2a1b2c".repeat(8);
    private static final String OTHER = "0123abcd".repeat(8);
    private static final String DOCKER = "var/lib/docker/containers/" + ID + "/config.v2.json";
    private static final String CONTAINERD = "run/containerd/io.containerd.runtime.v2.task/";

    @TempDir
    private Path root;

    private final AtomicLong nowNs = new AtomicLong();

    private Path write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private ContainerNames names() {
        return new ContainerNames(root, nowNs::get);
    }

    @Test
    void dockerCallsItByItsName() throws IOException {
        write(DOCKER, """
                {"StreamConfig":{},"State":{"Running":true,"Pid":4711,"ExitCode":0},"ID":"ID","Created":"2024-05-01T10:00:00.1Z",
                 "Config":{"Hostname":"3f2a1b2c3f2a","Env":["Name=x","A=\\"b"],"Labels":{"Name":"not this"}},
                 "Image":"sha256:1","Name":"/web","Driver":"overlay2","MountLabel":null}
                """.replace("ID", ID));

        assertThat(names().of(ID)).isEqualTo("web");
        assertThat(names().of(OTHER)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "k8s.io, io.kubernetes.cri.container-name, dns, io.kubernetes.cri.sandbox-name, coredns-1, coredns-1/dns",
        "k8s.io, io.kubernetes.cri.container-type, sandbox, io.kubernetes.cri.sandbox-name, coredns-1, coredns-1",
        "default, nerdctl/name, web, nerdctl/namespace, default, web"
    })
    void containerdCallsItByAnnotations(
            String space, String key, String value, String otherKey, String otherValue, String name)
            throws IOException {
        write(CONTAINERD + space + "/" + ID + "/config.json", """
                {"ociVersion":"1.1.0","process":{"args":["/coredns"],"capabilities":{"bounding":["CAP_NET_BIND_SERVICE"]}},
                 "hostname":"x","annotations":{"%s":"%s","%s":"%s"},"linux":{"cgroupsPath":"x"}}
                """.formatted(key, value, otherKey, otherValue));

        assertThat(names().of(ID)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"dns, coredns-1/dns", "POD, coredns-1"})
    void crioCallsItByAnnotations(String container, String name) throws IOException {
        write("run/containers/storage/overlay-containers/" + ID + "/userdata/config.json", """
                {"annotations":{"io.kubernetes.container.name":"%s","io.kubernetes.pod.name":"coredns-1"}}
                """.formatted(container));

        assertThat(names().of(ID)).isEqualTo(name);
    }

    @Test
    void podmanHasAListOfAll() throws IOException {
        write("var/lib/containers/storage/overlay-containers/containers.json", """
                [{"id":"OTHER","names":["db","second"],"image":"1","metadata":"{\\"name\\":\\"x\\"}"},
                 {"id":"ID","names":["web"],"layer":"2","flags":{"MountLabel":""}}]
                """.replace("OTHER", OTHER)
                .replace("ID", ID));

        assertThat(names().of(ID)).isEqualTo("web");
        assertThat(names().of(OTHER)).isEqualTo("db");
    }

    @Test
    void whatWasReadAtTheStartStaysKnown() throws IOException {
        Path docker = write(DOCKER, "{\"Name\":\"/web\"}");
        Path containerd =
                write(CONTAINERD + "k8s.io/" + OTHER + "/config.json", "{\"annotations\":{\"nerdctl/name\":\"db\"}}");
        ContainerNames names = names();
        names.readAll();
        Files.delete(docker);
        Files.delete(containerd);
        nowNs.set(Long.MAX_VALUE / 2);

        assertThat(names.of(ID)).isEqualTo("web");
        assertThat(names.of(OTHER)).isEqualTo("db");
    }

    @Test
    void aNameThatComesLaterIsFoundLater() throws IOException {
        ContainerNames names = names();
        assertThat(names.of(ID)).isEmpty();
        write(DOCKER, "{\"Name\":\"/web\"}");
        assertThat(names.of(ID)).isEmpty();
        nowNs.addAndGet(5_000_000_000L);

        assertThat(names.of(ID)).isEqualTo("web");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "{\"Name\"",
                "{\"Name\":\"/we",
                "{\"Name\":7}",
                "{\"Name\":[\"/web\"]}",
                "{\"Name\":\"\\u12\"}",
                "{\"Name\":\"\\",
                "{\"State\":{\"Name\":\"/web\"}}"
            })
    void aFileThatDoesNotSayItHasNoName(String text) throws IOException {
        write(DOCKER, text);

        assertThat(names().of(ID)).isEmpty();
    }

    @Test
    void nestingAndLengthAreBounded() throws IOException {
        write(DOCKER, "[".repeat(1 << 20));
        assertThat(names().of(ID)).isEmpty();
        write(DOCKER, "{\"Name\":\"/" + "x".repeat(1 << 20) + "\"}");
        assertThat(names().of(ID)).hasSize(256);
        write(DOCKER, "{\"Name\":\"/web\",\"Args\":\"" + "x".repeat(5 << 20) + "\"}");
        assertThat(names().of(ID)).isEmpty();
    }

    @Test
    void onlyRegularFilesAreRead() throws IOException {
        Path other = write("other.json", "{\"Name\":\"/web\"}");
        Path link = root.resolve(DOCKER);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, other);

        assertThat(names().of(ID)).isEmpty();
        assertThat(names().of("../" + ID)).isEmpty();
    }

    @Test
    void anyBeginningOfAFileIsReadWithoutAFault() throws IOException {
        byte[] whole =
                "{\"a\":[1,-2.5e3,true,null,\"\\u00e9\\n\"],\"Name\":\"/w\\u00e9b\"}".getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            write(DOCKER, new String(whole, 0, length, StandardCharsets.UTF_8));
            assertThat(names().of(ID)).isIn("", "w\u00e9b");
        }
        write(DOCKER, new String(whole, StandardCharsets.UTF_8));
        assertThat(names().of(ID)).isEqualTo("w\u00e9b");
    }
}
