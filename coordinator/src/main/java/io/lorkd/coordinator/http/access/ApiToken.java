package io.lorkd.coordinator.http.access;

import io.lorkd.protocol.command.RunFailedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * What programs on the coordinator's own machine sign in with: a secret that whoever may read the state folder can read. A
 * coordinator makes a new one each time it starts.
 */
public final class ApiToken {
    /** The file in the state folder. */
    public static final String FILE = "api-token";

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final String secret;

    private ApiToken(String secret) {
        this.secret = secret;
    }

    /**
     * Makes a new secret and writes it to the state folder, in place of the one before. Blocks.
     *
     * @throws RunFailedException if it cannot be written
     */
    public static ApiToken make(Path state) {
        String secret = Secret.make();
        Path aside = state.resolve(FILE + ".tmp");
        try {
            Files.deleteIfExists(aside);
            Files.createFile(aside, OWNER_ONLY);
            Files.writeString(aside, secret + "\n", StandardCharsets.US_ASCII);
            Files.move(aside, state.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RunFailedException(
                    "The token for local programs, " + state.resolve(FILE) + ", cannot be written (" + e
                            + "); make the state folder writable",
                    e);
        }
        return new ApiToken(secret);
    }

    /**
     * The value of the header {@code Authorization} with the secret that the coordinator of a state folder made last. Blocks.
     *
     * @throws IOException where there is none, since no coordinator has started there
     */
    public static String authorization(Path state) throws IOException {
        return "Bearer "
                + Files.readString(state.resolve(FILE), StandardCharsets.US_ASCII)
                        .strip();
    }

    boolean is(String given) {
        return Secret.same(secret, given);
    }
}
