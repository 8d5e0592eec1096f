package io.lorkd.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A daemon's configuration file as the containers have it ({@code docker/compose}), with what is another on this machine put
 * in its place: paths, ports, regions.
 */
public final class DaemonFile {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final ObjectNode content;

    private DaemonFile(ObjectNode content) {
        this.content = content;
    }

    /** @param name under {@code docker/compose}, such as {@code gateway/coordinator.yaml} */
    public static DaemonFile ofContainer(String name) {
        String resource = "/compose/" + name;
        try (InputStream in = DaemonFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource + " is not on the class path");
            }
            return new DaemonFile((ObjectNode) YAML.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param key with a dot between a section and what is in it; sections that are missing are made */
    public DaemonFile with(String key, Object value) {
        int dot = key.lastIndexOf('.');
        section(dot < 0 ? "" : key.substring(0, dot)).set(key.substring(dot + 1), YAML.valueToTree(value));
        return this;
    }

    /** Leaves a section or a value out, if it is there. */
    public DaemonFile without(String key) {
        int dot = key.lastIndexOf('.');
        section(dot < 0 ? "" : key.substring(0, dot)).remove(key.substring(dot + 1));
        return this;
    }

    private ObjectNode section(String path) {
        ObjectNode section = content;
        for (String name : path.isEmpty() ? new String[0] : path.split("[.]")) {
            section = section.withObjectProperty(name);
        }
        return section;
    }

    /** Writes it; folders are made where they are missing. */
    public Path write(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, YAML.writeValueAsString(content));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write " + file, e);
        }
    }
}
