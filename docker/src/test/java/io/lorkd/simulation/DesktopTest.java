package io.lorkd.simulation;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class DesktopTest {

    @Test
    void theOpenerIsThatOfTheDesktopWhichThereIs() {
        assertThat(Desktop.of(Map.of("DISPLAY", ":0"), "Linux").opener()).hasValue("xdg-open");
        assertThat(Desktop.of(Map.of("WAYLAND_DISPLAY", "wayland-0"), "Linux").opener())
                .hasValue("xdg-open");
        assertThat(Desktop.of(Map.of(), "Mac OS X").opener()).hasValue("open");
        assertThat(Desktop.of(Map.of("TERM", "xterm"), "Linux").opener()).isEmpty();
    }

    @Test
    void nothingIsOpenedWithoutADesktop() throws InterruptedException {
        assertThat(Desktop.of(Map.of(), "Linux").open(URI.create("http://127.0.0.1:1/")))
                .isFalse();
    }
}
