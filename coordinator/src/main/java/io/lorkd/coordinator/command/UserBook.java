package io.lorkd.coordinator.command;

import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.http.access.ApiToken;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who may sign in at a coordinator. Where it runs, it is asked, as nobody else may write its journal; else the journal is
 * opened. Methods throw {@link io.lorkd.protocol.InvalidConfigurationException} or {@link
 * io.lorkd.model.InvalidInputException} for what the user gave and {@link io.lorkd.protocol.command.RunFailedException} where
 * neither can be reached.
 */
interface UserBook extends AutoCloseable {

    /** @param role as it is written for people */
    record User(String name, String role) {}

    /** By name. */
    List<User> all();

    /** Somebody who is not there yet. */
    void add(String name, Role role, String password);

    void setPassword(String name, String password);

    void remove(String name);

    @Override
    void close();

    /** @param config where the file was read from */
    static UserBook open(CoordinatorFile file, Path config) {
        Path base = config.toAbsolutePath().getParent();
        Path state = base.resolve(file.state());
        if (Files.exists(state.resolve(ApiToken.FILE))) {
            Optional<UserBook> running = RunningUsers.find(file.http().settings(base), state);
            if (running.isPresent()) {
                return running.get();
            }
        }
        return new StoppedUsers(state, file.journalSettings(config));
    }
}
