package org.datawarp.storage.object;

/** How an object is kept and paid for. A store that has one kind only keeps every object so. */
public enum StorageClass {
  /** For what is read now and then. */
  STANDARD,
  /** Cheaper to keep, dearer to read; thirty days are charged at least. */
  STANDARD_IA
}
