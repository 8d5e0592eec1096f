/** How much capacity each region's expert gets. Plain Java. */
package io.lorkd.model.rank;
