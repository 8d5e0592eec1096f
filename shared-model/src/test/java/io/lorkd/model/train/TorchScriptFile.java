package io.lorkd.model.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes TorchScript files as {@code torch.jit.save} does, of modules without parameters: a zip of the module's code, a pickle
 * of its one attribute, and an empty pickle of constants.
 */
final class TorchScriptFile {
    private TorchScriptFile() {}

    /** @param body of {@code forward(self, x: Tensor) -> Tensor}, one statement a line */
    static Path write(Path file, String body) throws IOException {
        StringBuilder code = new StringBuilder("""
                class Teacher(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  def forward(self: __torch__.Teacher,
                    x: Tensor) -> Tensor:
                """);
        body.lines().forEach(line -> code.append("    ").append(line).append('\n'));
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("teacher/data.pkl", module());
        entries.put("teacher/code/__torch__.py", code.toString().getBytes(StandardCharsets.UTF_8));
        entries.put("teacher/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
        entries.put("teacher/version", "3\n".getBytes(StandardCharsets.UTF_8));
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(stored(entry.getKey(), entry.getValue()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    /** Pickle, protocol 2, of a {@code __torch__.Teacher} whose {@code training} is false. */
    private static byte[] module() throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(new byte[] {(byte) 0x80, 2});
        pickle.write("c__torch__\nTeacher\n".getBytes(StandardCharsets.UTF_8));
        pickle.write(new byte[] {'q', 0, ')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        pickle.write("training".getBytes(StandardCharsets.UTF_8));
        pickle.write(new byte[] {'q', 1, (byte) 0x89, 'u', 'b', 'q', 2, '.'});
        return pickle.toByteArray();
    }

    /** The engine maps files into memory, so nothing is compressed. */
    private static ZipEntry stored(String name, byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        return entry;
    }
}
