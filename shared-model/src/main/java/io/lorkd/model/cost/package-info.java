/** What a network costs: parameters and arithmetic, read from its tree. Plain Java. */
package io.lorkd.model.cost;
