package io.lorkd.model.init;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.tensor.TensorFile;
import io.lorkd.model.tensor.TensorInfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a query decoder is asked about each class with. The paper's come from a text encoder that stays frozen, so they are
 * constants: a table of them is a safetensors file, class name -> vector. Without one, each is a unit vector in a direction
 * drawn from the class's name, the same at every site.
 */
public final class Prompts {

    private Prompts() {}

    /**
     * @param width of a prompt
     * @return (classes, width), flat
     * @throws InvalidInputException when the table lacks a class or has it in another width
     */
    public static double[] of(Optional<Path> table, List<String> classes, int width) {
        double[] prompts = new double[Math.multiplyExact(classes.size(), width)];
        if (table.isPresent()) {
            read(table.get(), classes, width, prompts);
        } else {
            for (int c = 0; c < classes.size(); c++) {
                draw(classes.get(c), width, prompts, c * width);
            }
        }
        return prompts;
    }

    private static void read(Path table, List<String> classes, int width, double[] into) {
        try (TensorFile file = TensorFile.open(table)) {
            List<String> missing = new ArrayList<>(classes);
            missing.removeIf(name -> file.find(name).isPresent());
            if (!missing.isEmpty()) {
                throw new InvalidInputException(table + " has no prompt for " + String.join(", ", missing)
                        + "; a table of prompts has one tensor of " + width + " values for each class, under its name");
            }
            for (int c = 0; c < classes.size(); c++) {
                TensorInfo found = file.tensor(classes.get(c));
                if (found.elements() != width) {
                    throw new InvalidInputException(table + ": the prompt of " + classes.get(c) + " has shape "
                            + found.shape() + ", expected " + width + " values");
                }
                file.read(found, 0, into, c * width, width);
            }
        }
    }

    private static void draw(String name, int width, double[] into, int offset) {
        Draws draws = Draws.of(0, name);
        double squares = 0;
        for (int i = 0; i < width; i++) {
            into[offset + i] = draws.normal(1);
            squares += into[offset + i] * into[offset + i];
        }
        double length = StrictMath.sqrt(squares);
        for (int i = 0; i < width; i++) {
            into[offset + i] /= length;
        }
    }
}
