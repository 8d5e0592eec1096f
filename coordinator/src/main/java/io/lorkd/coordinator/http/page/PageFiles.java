package io.lorkd.coordinator.http.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

/**
 * The page's files, from the class path. Every one is named here, so that nothing else can be asked for.
 *
 * <p>Their address has a digest of them all in it: a browser may keep a file for ever, and a page never runs with a file of
 * another version. Modules name each other by relative addresses, which stay as they are.
 */
final class PageFiles {
    /** What the sign-in page needs: given to everybody. */
    static final List<String> OPEN = List.of("lorkd.css", "icon.svg", "theme.js", "sign-in.js", "session.js", "dom.js");

    /** What the page needs beside. */
    static final List<String> SIGNED_IN = List.of(
            "begin.js",
            "main.js",
            "chart.js",
            "charts.js",
            "event-list.js",
            "events.js",
            "format.js",
            "live.js",
            "models.js",
            "orders.js",
            "overview.js",
            "progress.js",
            "ranks.js",
            "regions.js",
            "route.js",
            "run.js",
            "sites.js",
            "timeline.js",
            "uPlot.esm.js",
            "uPlot.min.css");

    /** Stands in a page for the folder that its files are in. */
    private static final String FOLDER = "{{assets}}";

    /** Stands in a page for its modules, which are asked for all at once when the first paint is done: see begin.js. */
    private static final String MODULES = "{{modules}}";

    /** These are no modules of that page, or come when they are needed. */
    private static final Set<String> OTHERS = Set.of("uPlot.esm.js", "theme.js", "sign-in.js", "begin.js");

    private static final String OURS = "/io/lorkd/coordinator/page/";

    private final Map<String, PageFile> files;
    private final String folder;

    private PageFiles(Map<String, PageFile> files, String folder) {
        this.files = files;
        this.folder = folder;
    }

    static PageFiles load() {
        Webjar charts = Webjar.named("uplot");
        Map<String, byte[]> contents = new LinkedHashMap<>();
        Stream.concat(OPEN.stream(), SIGNED_IN.stream())
                .forEach(name -> contents.put(
                        name, read(name.startsWith("uPlot.") ? charts.resource("dist/" + name) : OURS + name)));
        Map<String, PageFile> files = contents.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, file -> PageFile.of(file.getKey(), file.getValue())));
        return new PageFiles(files, "/page/" + digest(contents));
    }

    /** Where they are served: a path that is another one when any of them is another one. */
    String folder() {
        return folder;
    }

    PageFile file(String name) {
        return files.get(name);
    }

    /** @param name an HTML file, whose addresses of other files are made to point into {@link #folder()} */
    PageFile page(String name) {
        String text = new String(read(OURS + name), StandardCharsets.UTF_8);
        return PageFile.of(
                name, text.replace(MODULES, modules()).replace(FOLDER, folder).getBytes(StandardCharsets.UTF_8));
    }

    private static String modules() {
        return Stream.concat(OPEN.stream(), SIGNED_IN.stream())
                .filter(name -> name.endsWith(".js") && !OTHERS.contains(name))
                .map(name -> "  <link data-module href=\"" + FOLDER + "/" + name + "\">")
                .collect(joining("\n"));
    }

    private static byte[] read(String resource) {
        try (InputStream file = PageFiles.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(
                        "The dashboard's file " + resource + " is not on the class path; build or install Lorkd again");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(Map<String, byte[]> contents) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            contents.forEach((name, content) -> {
                sha256.update(name.getBytes(StandardCharsets.UTF_8));
                sha256.update(content);
            });
            return HexFormat.of().formatHex(sha256.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
