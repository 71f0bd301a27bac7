// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountTest {
    private static Account nobody() {
        Account nobody = Account.named("nobody");
        assertThat(nobody).isNotNull();
        return nobody;
    }

    @Test
    void rootHasNumberNull() {
        Account root = Account.named("root");
        assertThat(root).isNotNull();
        assertThat(root.uid()).isZero();
        assertThat(root.gid()).isZero();
        assertThat(root.groups()).contains(0);
        assertThat(Account.ofUid(0)).isEqualTo(root);
    }

    @Test
    void aProgramIsToldWhoItsUserIsAndWhereAtHome() {
        Account root = Account.named("root");
        assertThat(root).isNotNull();
        assertThat(root.variables()).isEqualTo(Map.of("HOME", "/root", "USER", "root", "LOGNAME", "root"));
    }

    @Test
    void aNameThatNobodyHasIsNobodys() {
        assertThat(Account.named("no such user")).isNull();
        assertThat(Account.named("")).isNull();
        assertThat(Account.ofUid(0x7ffffff0)).isNull();
    }

    @Test
    void withoutSudoThereIsNoSudoUser() throws PrivilegeException {
        assertThat(Account.ofSudoUser(Map.of())).isNull();
        assertThat(Account.ofSudoUser(Map.of("SUDO_UID", "0", "SUDO_GID", "0"))).isNull();
    }

    @Test
    void theSudoUserIsTheOneOfBothVariables() throws PrivilegeException {
        String uid = Integer.toUnsignedString(nobody().uid());
        String gid = Integer.toUnsignedString(nobody().gid());
        assertThat(Account.ofSudoUser(Map.of("SUDO_UID", uid, "SUDO_GID", gid))).isEqualTo(nobody());
    }

    @ParameterizedTest
    @CsvSource({
        "2147483632, 0",
        "-1, 0",
        "x, 0",
        "4294967295, 0",
        "9999999999, 0",
        "99999999999, 0",
        "'', 0",
        "1, 4000000"
    })
    void variablesThatContradictTheListOfUsersAreRefused(String uid, String gid) {
        assertThatExceptionOfType(PrivilegeException.class)
                .isThrownBy(() -> Account.ofSudoUser(Map.of("SUDO_UID", uid, "SUDO_GID", gid)))
                .withMessageContaining("-Z USER");
    }

    @Test
    void aUidWithoutItsGidIsRefused() {
        String uid = Integer.toUnsignedString(nobody().uid());
        assertThatExceptionOfType(PrivilegeException.class)
                .isThrownBy(() -> Account.ofSudoUser(Map.of("SUDO_UID", uid)));
    }
}
