package io.lorkd.coordinator.http.page;

import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.vertx.ext.web.Router;

import java.util.List;

/**
 * The page that people look at: {@code /}, and {@code /sign-in} and {@code /first} for those who have not signed in yet. Its
 * files have a version in their address and are kept by the browser; what changes comes by the API.
 */
public final class PageRoutes implements Routes {
    /** The address is the file's digest: it never becomes stale. */
    private static final String FOR_EVER = "private, max-age=31536000, immutable";

    private static final String NEVER = "no-store";

    private final PageFiles files = PageFiles.load();

    @Override
    public void addOpenTo(Router router) {
        PageFile signIn = files.page("sign-in.html");
        List.of("/sign-in", "/first")
                .forEach(path -> router.get(path).handler(request -> signIn.answer(request, NEVER)));
        serve(router, PageFiles.OPEN);
    }

    @Override
    public void addTo(Router router, Access access) {
        PageFile page = files.page("index.html");
        router.get("/").handler(request -> page.answer(request, NEVER));
        serve(router, PageFiles.SIGNED_IN);
    }

    private void serve(Router router, List<String> names) {
        for (String name : names) {
            PageFile file = files.file(name);
            router.get(files.folder() + "/" + name).handler(request -> file.answer(request, FOR_EVER));
        }
    }
}
