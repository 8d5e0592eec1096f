package io.lorkd.model.volume;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of panels with captions, and a legend below them. */
final class PreviewSheet {

    private static final Color PAPER = new Color(0x16181C);
    private static final Color INK = new Color(0xE8E8E8);
    private static final Color FAINT = new Color(0x9AA0A8);
    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.BOLD, 12);
    private static final int GAP = 16;
    private static final int LINE = 22;
    private static final int SWATCH = 12;
    private static final int NARROWEST = 90;

    private final List<PreviewPanel> panels;
    private final List<Row> rows = new ArrayList<>();
    private List<Entry> legend = List.of();

    private record Row(String caption, List<BufferedImage> images) {}

    record Entry(Color colour, String text) {}

    PreviewSheet(List<PreviewPanel> panels) {
        this.panels = panels;
    }

    /** @param images one a panel */
    void add(String caption, List<BufferedImage> images) {
        rows.add(new Row(caption, images));
    }

    void legend(List<Entry> entries) {
        legend = entries;
    }

    BufferedImage draw() {
        BufferedImage measured = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        Graphics2D measure = graphics(measured);
        int width = GAP + panels.stream().mapToInt(panel -> column(panel) + GAP).sum();
        int legendHeight = legend(measure, width, 0);
        measure.dispose();
        int tallest = panels.stream().mapToInt(PreviewPanel::height).max().orElse(0);
        int rowHeight = LINE + tallest + GAP;
        BufferedImage sheet = new BufferedImage(
                width, GAP / 2 + rows.size() * rowHeight + legendHeight + GAP / 2, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = graphics(sheet);
        graphics.setColor(PAPER);
        graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        int top = GAP / 2;
        for (Row row : rows) {
            draw(graphics, row, top, tallest);
            top += rowHeight;
        }
        legend(graphics, width, top);
        graphics.dispose();
        return sheet;
    }

    private void draw(Graphics2D graphics, Row row, int top, int tallest) {
        int left = GAP;
        for (int i = 0; i < panels.size(); i++) {
            PreviewPanel panel = panels.get(i);
            String plane = panel.section().plane().name().toLowerCase(Locale.ROOT);
            graphics.setFont(FONT);
            graphics.setColor(i == 0 ? INK : FAINT);
            graphics.drawString(i == 0 ? row.caption() + ", " + plane : plane, left, top + LINE - 7);
            int x = left + (column(panel) - panel.width()) / 2;
            int y = top + LINE + (tallest - panel.height()) / 2;
            graphics.drawImage(row.images().get(i), x, y, null);
            ends(graphics, panel, x, y);
            left += column(panel) + GAP;
        }
    }

    /** Which side is which, where there is room to say so. */
    private static void ends(Graphics2D graphics, PreviewPanel panel, int x, int y) {
        if (panel.width() < NARROWEST || panel.height() < NARROWEST) {
            return;
        }
        String ends = panel.section().plane().ends();
        int middleX = x + panel.width() / 2 - 4;
        int middleY = y + panel.height() / 2 + 5;
        graphics.setFont(SMALL);
        letter(graphics, ends.substring(0, 1), x + 4, middleY);
        letter(graphics, ends.substring(1, 2), x + panel.width() - 13, middleY);
        letter(graphics, ends.substring(2, 3), middleX, y + 14);
        letter(graphics, ends.substring(3), middleX, y + panel.height() - 5);
    }

    /** With a shadow, to be read on white, too. */
    private static void letter(Graphics2D graphics, String letter, int x, int y) {
        graphics.setColor(Color.BLACK);
        graphics.drawString(letter, x + 1, y + 1);
        graphics.setColor(INK);
        graphics.drawString(letter, x, y);
    }

    /** Draws the entries one after another, in as many lines as they need. @return the height of these */
    private int legend(Graphics2D graphics, int width, int top) {
        graphics.setFont(FONT);
        FontMetrics metrics = graphics.getFontMetrics();
        int x = GAP;
        int y = top;
        for (Entry entry : legend) {
            int needed = SWATCH + 6 + metrics.stringWidth(entry.text()) + GAP;
            if (x > GAP && x + needed > width) {
                x = GAP;
                y += LINE;
            }
            graphics.setColor(entry.colour());
            graphics.fillRect(x, y + 5, SWATCH, SWATCH);
            graphics.setColor(INK);
            graphics.drawString(entry.text(), x + SWATCH + 6, y + 16);
            x += needed;
        }
        return y + LINE - top;
    }

    private static int column(PreviewPanel panel) {
        return Math.max(NARROWEST, panel.width());
    }

    /** With as many decimals as its size asks for. */
    static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        return graphics;
    }
}
