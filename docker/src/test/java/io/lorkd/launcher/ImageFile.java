package io.lorkd.launcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A Dockerfile as this project writes them: stages, and what each does in order. */
record ImageFile(Map<String, Stage> stages) {

    /** @param from the image or the stage that it begins with */
    record Stage(String name, String from, List<Instruction> instructions) {

        List<String> all(String keyword) {
            return instructions.stream()
                    .filter(each -> each.keyword().equals(keyword))
                    .map(Instruction::arguments)
                    .toList();
        }

        /** The last one is the one that counts. */
        String last(String keyword) {
            List<String> all = all(keyword);
            if (all.isEmpty()) {
                throw new AssertionError("stage " + name + " has no " + keyword);
            }
            return all.get(all.size() - 1);
        }
    }

    record Instruction(String keyword, String arguments) {}

    static ImageFile read(Path file) {
        Map<String, Stage> stages = new LinkedHashMap<>();
        try {
            String text =
                    Files.readString(file).replaceAll("(?m)^\\s*#.*\\R", "").replaceAll("\\\\\\R\\s*", "");
            Stage stage = null;
            for (String line : text.lines().filter(each -> !each.isBlank()).toList()) {
                String[] words = line.split(" ", 2);
                if (words[0].equals("FROM")) {
                    String[] parts = words[1].split(" AS ");
                    stage = new Stage(parts[1], parts[0], new ArrayList<>());
                    stages.put(stage.name(), stage);
                } else {
                    stage.instructions().add(new Instruction(words[0], words[1]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ImageFile(stages);
    }

    /** The exec form: no shell stands between Docker's signals and the program. */
    static List<String> exec(String arguments) {
        try {
            return new ObjectMapper().readValue(arguments, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new AssertionError("found " + arguments + "; expected the exec form, a JSON list", e);
        }
    }
}
