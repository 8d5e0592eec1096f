package io.lorkd.site.command;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.lorkd.model.InvalidInputException;
import io.lorkd.model.expert.ExpertCard;
import io.lorkd.site.CommandFailures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ExportCommandTest {

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();

    private Exception export(Path expert, Path to) {
        return CommandFailures.of(new ExportCommand(), out, "--expert", expert.toString(), "--to", to.toString());
    }

    @Test
    void aFileThatRuntimesReadIsWritten() throws IOException, OrtException {
        for (ExpertCard card : List.of(ExpertFixture.SKIN, ExpertFixture.BRAIN)) {
            Path expert = ExpertFixture.write(card, folder);
            Path to = folder.resolve(card.region() + ".onnx");

            assertThat(export(expert, to)).isNull();

            assertThat(out.toString()).contains(to.toString());
            try (OrtSession session = OrtEnvironment.getEnvironment().createSession(to.toString())) {
                assertThat(session.getMetadata().getCustomMetadata()).containsEntry("region", card.region());
            }
        }
    }

    @Test
    void whatCannotBeExportedLeavesNothing() throws IOException {
        Path expert = ExpertFixture.write(ExpertFixture.SKIN, folder);
        Path to = folder.resolve("skin.onnx");
        refuses(folder.resolve("none.safetensors"), to, "none.json");
        refuses(expert, folder.resolve("skin.pt"), "skin.pt");
        refuses(expert, folder.resolve("absent/skin.onnx"), "absent");
        Files.writeString(expert, "no tensors");
        refuses(expert, to, expert.toString());
        try (var files = Files.list(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("skin.json", "skin.safetensors");
        }
    }

    private void refuses(Path expert, Path to, String named) {
        assertThat(export(expert, to)).isInstanceOf(InvalidInputException.class).hasMessageContaining(named);
    }
}
