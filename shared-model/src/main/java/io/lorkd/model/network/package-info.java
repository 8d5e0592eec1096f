/** Networks as data: trees of layer records, the catalogue of trunks, and the parameters they have. Plain Java. */
package io.lorkd.model.network;
