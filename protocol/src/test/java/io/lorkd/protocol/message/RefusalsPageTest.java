package io.lorkd.protocol.message;

import io.lorkd.protocol.command.ExitCode;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever looks up a refusal or an exit code in the page finds it there. */
class RefusalsPageTest {
    private static final Path PAGE = Path.of("../docs/refusals.md");
    private static final Pattern REFUSAL =
            Pattern.compile("^\\| `([A-Z_]+)` \\| [^|]+ \\| [^|]+ \\|$", Pattern.MULTILINE);

    @Test
    void hasARowForEachRefusalAndNoOther() throws IOException {
        List<String> rows = REFUSAL.matcher(Files.readString(PAGE))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Refusal.values()).map(Refusal::name).toList());
    }

    @Test
    void hasARowForEachExitCode() throws Exception {
        String page = Files.readString(PAGE);
        for (Field code : ExitCode.class.getFields()) {
            assertThat(page).contains("| " + code.getInt(null) + " | `" + code.getName() + "` |");
        }
    }
}
