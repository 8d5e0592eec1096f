package io.lorkd.site.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/** The page's files, from the class path. Every one is named here, so that nothing else can be asked for. */
final class ConsoleFiles {
    private static final String FOLDER = "/io/lorkd/site/console/page/";

    /** The console's own. */
    private static final List<String> OWN = List.of(
            "console.css",
            "main.js",
            "approval.js",
            "ask.js",
            "holdings.js",
            "ledger.js",
            "live.js",
            "pictures.js",
            "predictions.js",
            "scan.js",
            "training.js");

    /** The dashboard's too: the build takes them from where the dashboard has them. */
    private static final List<String> SHARED =
            List.of("lorkd.css", "theme.js", "dom.js", "format.js", "chart.js", "icon.svg");

    private static final List<String> CHARTS = List.of("uPlot.esm.js", "uPlot.min.css");

    private ConsoleFiles() {}

    static void addTo(Router router) {
        serve(router, "/", "index.html", FOLDER + "index.html");
        OWN.forEach(name -> serve(router, "/page/" + name, name, FOLDER + name));
        SHARED.forEach(name -> serve(router, "/page/" + name, name, FOLDER + "shared/" + name));
        String charts = charts();
        CHARTS.forEach(name -> serve(router, "/page/" + name, name, charts + name));
    }

    private static void serve(Router router, String path, String name, String resource) {
        Buffer content = Buffer.buffer(read(resource));
        String mediaType = mediaType(name);
        router.get(path).handler(request -> answer(request, mediaType, content));
    }

    private static void answer(RoutingContext request, String mediaType, Buffer content) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(content);
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("the console has no files like " + name);
        };
    }

    /** Where the chart library is, whatever version of it the build has taken. */
    private static String charts() {
        Properties properties = new Properties();
        try (InputStream file = open("/META-INF/maven/org.webjars.npm/uplot/pom.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/META-INF/resources/webjars/uplot/" + properties.getProperty("version") + "/dist/";
    }

    private static byte[] read(String resource) {
        try (InputStream file = open(resource)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream file = ConsoleFiles.class.getResourceAsStream(resource);
        if (file == null) {
            throw new IllegalStateException(
                    "the console's file " + resource + " is not on the class path; build or install Lorkd again");
        }
        return file;
    }
}
