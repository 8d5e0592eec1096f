package io.lorkd.coordinator.http.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Where the files of a library for browsers are on the class path, whatever version of it the build has taken. */
final class Webjar {
    private final String folder;

    private Webjar(String folder) {
        this.folder = folder;
    }

    /** @param name of an artifact of {@code org.webjars.npm} */
    static Webjar named(String name) {
        String description = "/META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
        try (InputStream file = Webjar.class.getResourceAsStream(description)) {
            if (file == null) {
                throw new IllegalStateException(
                        "The library " + name + " is not on the class path; build or install Lorkd again");
            }
            Properties properties = new Properties();
            properties.load(file);
            return new Webjar("/META-INF/resources/webjars/" + name + "/" + properties.getProperty("version") + "/");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param path inside the library */
    String resource(String path) {
        return folder + path;
    }
}
