/**
 * What a site keeps of a round that it is in the middle of, so that work that was cut goes on where it was, with the bits it
 * would have had.
 */
package io.lorkd.site.checkpoint;
