package io.lorkd.coordinator.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.lorkd.coordinator.account.Role;
import io.lorkd.protocol.InvalidConfigurationException;
import io.lorkd.protocol.command.ExitCode;
import io.lorkd.protocol.command.LorkdCommand;
import io.lorkd.protocol.command.OutputFormat;
import io.lorkd.protocol.config.ConfigurationReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/** {@code lorkd users}: who may sign in at the dashboard. */
@Command(
        name = "users",
        mixinStandardHelpOptions = true,
        description = "Say who may sign in at a coordinator's dashboard, whether it runs or not.",
        subcommands = {
            UsersCommand.ListUsers.class,
            UsersCommand.Add.class,
            UsersCommand.SetPassword.class,
            UsersCommand.Remove.class
        },
        footer = {
            "",
            "A viewer looks; an operator gives orders as well. A coordinator that runs is asked by its API, on this machine"
                    + " and by who may read its state folder; whoever is removed or has another password is signed out."
        })
public final class UsersCommand implements LorkdCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Missing: list, add, password or remove");
    }

    /** What is done with the users of a coordinator. */
    abstract static class OfUsers implements LorkdCommand {
        @Option(
                names = "--config",
                required = true,
                paramLabel = "FILE",
                description = "The coordinator's configuration, in YAML.")
        private Path config;

        /** What is to be done. Called before anything is opened: options that cannot be right leave everything as it is. */
        abstract Consumer<UserBook> work();

        @Override
        public final Integer call() {
            Consumer<UserBook> work = work();
            try (UserBook users = UserBook.open(ConfigurationReader.read(config, CoordinatorFile.class), config)) {
                work.accept(users);
            }
            return ExitCode.DONE;
        }
    }

    /** A password, from a file or from who sits at the terminal; not from the command line, which others can see. */
    static final class Password {
        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "Holds the password, on its first line (default: it is asked for on the terminal).")
        private Path file;

        private String read() {
            return file == null ? ask() : firstLine(file);
        }

        private static String firstLine(Path file) {
            try {
                return Files.readString(file).lines().findFirst().orElse("");
            } catch (IOException e) {
                throw new InvalidConfigurationException("The password's file " + file + " cannot be read: " + e, e);
            }
        }

        private static String ask() {
            Console terminal = System.console();
            if (terminal == null) {
                throw new InvalidConfigurationException(
                        "There is no terminal to ask for the password on; give --password-file FILE");
            }
            char[] once = terminal.readPassword("Password: ");
            char[] again = terminal.readPassword("Once more: ");
            if (once == null || !Arrays.equals(once, again)) {
                throw new InvalidConfigurationException("The two passwords are not the same; nothing was changed");
            }
            return new String(once);
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List who may sign in.")
    static final class ListUsers extends OfUsers {
        @Spec
        private CommandSpec spec;

        @Mixin
        private OutputFormat format;

        @Override
        Consumer<UserBook> work() {
            return users -> {
                PrintWriter out = spec.commandLine().getOut();
                if (format.isJson()) {
                    ArrayNode list = JSON.createArrayNode();
                    users.all()
                            .forEach(user ->
                                    list.addObject().put("user", user.name()).put("role", user.role()));
                    out.println(JSON.createObjectNode().set("users", list));
                } else {
                    users.all().forEach(user -> out.printf("%-9s %s%n", user.role(), user.name()));
                }
                out.flush();
            };
        }
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Let somebody sign in.")
    static final class Add extends OfUsers {
        @Parameters(paramLabel = "USER", description = "Their name: letters, digits and . _ @ -")
        private String user;

        @Option(names = "--role", required = true, paramLabel = "ROLE", description = "viewer or operator.")
        private String role;

        @Mixin
        private Password password;

        @Override
        Consumer<UserBook> work() {
            Role given = Role.of(role);
            return users -> users.add(user, given, password.read());
        }
    }

    @Command(name = "password", mixinStandardHelpOptions = true, description = "Give somebody another password.")
    static final class SetPassword extends OfUsers {
        @Parameters(paramLabel = "USER", description = "Their name.")
        private String user;

        @Mixin
        private Password password;

        @Override
        Consumer<UserBook> work() {
            return users -> users.setPassword(user, password.read());
        }
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Let somebody sign in no more.")
    static final class Remove extends OfUsers {
        @Parameters(paramLabel = "USER", description = "Their name.")
        private String user;

        @Override
        Consumer<UserBook> work() {
            return users -> users.remove(user);
        }
    }
}
