// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.session;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.kernel.privilege.Account;
import dev.udpbounce.kernel.privilege.PrivilegeException;
import dev.udpbounce.kernel.privilege.Privileges;
import dev.udpbounce.kernel.privilege.RightsKeeper;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Changes the user of this process when root is no longer needed. */
public final class ProcessUser {
    private ProcessUser() {}

    /**
     * Changes to the user and gives up all rights for good, except that a process of root keeps them if it is to stay
     * root's; reports a failure and returns false.
     *
     * @param name the user's name; null for the user who called sudo, if any
     */
    public static boolean becomeForGood(@Nullable String name, Diagnostics diagnostics) {
        return becomeForGood(name, diagnostics, null);
    }

    /**
     * Changes to the user like {@link #becomeForGood(String, Diagnostics)}.
     *
     * @param keeper a thread that keeps some rights; null for none
     */
    public static boolean becomeForGood(@Nullable String name, Diagnostics diagnostics, @Nullable RightsKeeper keeper) {
        return change(name, diagnostics, account -> {
            if (account != null || !Privileges.isRoot()) {
                Privileges.dropForGood(account, keeper);
            }
            report(account, diagnostics);
        });
    }

    /**
     * Changes to the user, with the usual rights of that user; reports a failure and returns false. Programs that
     * this process executes do not inherit the rights to capture.
     *
     * @param became receives the account, unless this process keeps its user
     */
    public static boolean become(@Nullable String name, Diagnostics diagnostics, Consumer<Account> became) {
        return change(name, diagnostics, account -> {
            if (account != null) {
                Privileges.dropTo(account);
                became.accept(account);
            } else if (!Privileges.isRoot()) {
                Privileges.dropCapturing();
            }
            report(account, diagnostics);
        });
    }

    /**
     * Changes the rights of this process to those of an account, or to those of its own user if the account is null.
     */
    private interface Change {
        void to(@Nullable Account account) throws PrivilegeException;
    }

    private static void report(@Nullable Account account, Diagnostics diagnostics) {
        if (account != null) {
            diagnostics.line("now running as " + account.name());
        }
    }

    private static boolean change(@Nullable String name, Diagnostics diagnostics, Change change) {
        try {
            change.to(account(name));
            return true;
        } catch (PrivilegeException e) {
            diagnostics.error(String.valueOf(e.getMessage()));
            return false;
        } catch (UnknownUserException e) {
            diagnostics.error("-Z", "there is no user " + name);
            return false;
        }
    }

    /** Returns the account to change to; null if this process keeps its user. */
    private static @Nullable Account account(@Nullable String name) throws PrivilegeException, UnknownUserException {
        if (name == null) {
            return Privileges.isRoot() ? Account.ofSudoUser(System.getenv()) : null;
        }
        Account account = Account.named(name);
        if (account == null) {
            throw new UnknownUserException();
        }
        return account.uid() == 0 && Privileges.isRoot() ? null : account;
    }

    /** Thrown if there is no user of that name. */
    private static final class UnknownUserException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
