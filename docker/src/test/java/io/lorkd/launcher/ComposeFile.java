package io.lorkd.launcher;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A compose file, its anchors and merges resolved. */
@SuppressWarnings("unchecked")
record ComposeFile(Path folder, Map<String, Object> content) {

    static ComposeFile read(Path file) {
        try {
            Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
            return new ComposeFile(
                    file.toAbsolutePath().getParent(), (Map<String, Object>) yaml.load(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, Object> top(String name) {
        return (Map<String, Object>) content.getOrDefault(name, Map.of());
    }

    Map<String, Service> services() {
        Map<String, Service> services = new TreeMap<>();
        top("services")
                .forEach((name, service) -> services.put(name, new Service(name, (Map<String, Object>) service)));
        return services;
    }

    /** The file of a config on this machine. */
    Path config(String name) {
        return folder.resolve(((Map<String, String>) top("configs").get(name)).get("file"));
    }

    record Service(String name, Map<String, Object> content) {

        Optional<String> text(String key) {
            return Optional.ofNullable(content.get(key)).map(Object::toString);
        }

        List<String> list(String key) {
            Object value = content.get(key);
            if (value == null) {
                return List.of();
            }
            return value instanceof Map<?, ?> map
                    ? map.keySet().stream().map(Object::toString).toList()
                    : ((List<Object>) value).stream().map(Object::toString).toList();
        }

        /** By the path in the container, the config that is there. */
        Map<String, String> configs() {
            Map<String, String> configs = new TreeMap<>();
            for (Map<String, String> config : (List<Map<String, String>>) content.getOrDefault("configs", List.of())) {
                configs.put(config.get("target"), config.get("source"));
            }
            return configs;
        }

        List<Mount> mounts() {
            List<Mount> mounts = new ArrayList<>();
            for (Object volume : (List<Object>) content.getOrDefault("volumes", List.of())) {
                if (volume instanceof String text) {
                    mounts.add(new Mount(text.split(":")[0], "", text.split(":")[1], false));
                } else {
                    Map<String, Object> map = (Map<String, Object>) volume;
                    mounts.add(new Mount(
                            (String) map.get("source"),
                            ((Map<String, String>) map.get("volume")).get("subpath"),
                            (String) map.get("target"),
                            Boolean.TRUE.equals(map.get("read_only"))));
                }
            }
            return mounts;
        }
    }

    record Mount(String volume, String subpath, String target, boolean readOnly) {}
}
