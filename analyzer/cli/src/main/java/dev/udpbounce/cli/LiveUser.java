package dev.udpbounce.cli;

import dev.udpbounce.kernel.Account;
import dev.udpbounce.kernel.PrivilegeException;
import dev.udpbounce.kernel.Privileges;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who goes on with a capture when root is no longer needed. */
final class LiveUser {
    private LiveUser() {}

    /**
     * Becomes that user; a failure is told, and the answer is false.
     *
     * @param name as the user wants it; null for the one who called sudo, if anybody did
     */
    static boolean become(@Nullable String name, Messages messages) {
        return become(name, messages, account -> {});
    }

    /**
     * Becomes that user; a failure is told, and the answer is false.
     *
     * @param became hears of him, unless this process stays whose it was
     */
    static boolean become(@Nullable String name, Messages messages, Consumer<Account> became) {
        try {
            Account account = account(name);
            if (account != null) {
                Privileges.dropTo(account);
                messages.line("now running as " + account.name());
                became.accept(account);
            }
            return true;
        } catch (PrivilegeException e) {
            messages.error(String.valueOf(e.getMessage()));
            return false;
        } catch (UnknownUserException e) {
            messages.error("-Z", "there is no user " + name);
            return false;
        }
    }

    /** Null where this process is to stay whose it is. */
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

    /** There is no user of that name. */
    private static final class UnknownUserException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
