/** Who may use a folder: what coordinator and site have in common where they keep state on disk. */
package io.lorkd.protocol.folder;
